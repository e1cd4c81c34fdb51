import type { DrillContext } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { amountOf, planCopy } from '#stores/s3/plan-copy';
import type { PlanCopyInput } from '#stores/s3/plan-copy';
import { withStore } from '#stores/s3/with-s3';

export interface CopyPlannedInput extends Omit<PlanCopyInput, 'store' | 'signal'> {
  /** Effect id, stable across resumes. */
  readonly effect: string;
  readonly what: string;
  readonly region: string;
}

export interface Copied {
  readonly objects: number;
  readonly bytes: number;
}

/**
 * Brings planned objects back as one effect. The plan is the difference of two listings, so a copy that was cut off goes on
 * with what is missing, and a finished one has nothing left to do. Metadata and tags travel with the objects.
 */
export async function copyPlanned(context: DrillContext, input: CopyPlannedInput): Promise<Copied> {
  const { effect, what, region, ...rest } = input;
  return withStore(context.targets.access('drill-restorer', region), (store) => {
    const plan = (): ReturnType<typeof planCopy> => planCopy({ ...rest, store, signal: context.signal });
    return context.effect<Copied>({
      id: effect,
      what,
      destructive: false,
      probe: async () => {
        for await (const _ of plan()) return undefined;
        return { objects: 0, bytes: 0 };
      },
      act: async () => {
        const amount = await amountOf(plan());
        context.say(`copying ${amount.objects} objects from ${input.from}`);
        return context.modelled('s3-copy', amount, async () => {
          const outcome = await store.copyMany(plan(), { signal: context.signal });
          const [first] = outcome.failed;
          if (first !== undefined) throw new RedrillError('restore.copy-incomplete', `${outcome.failed.length} of ${amount.objects} objects could not be copied from ${input.from}; first: ${first.code} ${JSON.stringify(first.item.from.key)} (${first.message})`, { actor: 'platform' });
          return { objects: outcome.done, bytes: outcome.bytes };
        });
      },
    });
  });
}
