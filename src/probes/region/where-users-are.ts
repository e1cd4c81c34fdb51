import type { CanaryProbe, ProbeReading } from '#contract/modules';
import { readEntry } from '#targets/entry';

/**
 * A canary as users reach the store: one that was restored in another region serves nobody until they are led there. Where nothing leads
 * users to a region, and at home, it is the canary itself.
 */
export function whereUsersAre(canary: CanaryProbe): CanaryProbe {
  return {
    service: canary.service,
    run: async (context, store): Promise<ProbeReading> => {
      const { region } = context.binding(store.id);
      if (region === store.region) return canary.run(context, store);
      try {
        const led = await readEntry(context, 'platform-app');
        if (led !== null && led !== region) return { result: 'fail', detail: `${store.id} is in ${region}, and users are still led to ${led}` };
      } catch (error) {
        return { result: 'unknown', detail: `nobody knows where users are led: ${error instanceof Error ? error.message : String(error)}` };
      }
      return canary.run(context, store);
    },
  };
}
