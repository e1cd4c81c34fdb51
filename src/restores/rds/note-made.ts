import type { AwsAccess } from '#contract/aws';
import type { DrillContext } from '#contract/modules';
import { describeInstance } from '#stores/rds/describe-instance';

export interface MadeInput {
  /** Id of the step, part of the effect's id. */
  readonly step: string;
  readonly store: string;
  readonly identifier: string;
  /** Whether what was asked for may still bring the instance about. */
  stillComing(): Promise<boolean>;
}

const ASK_EVERY_MS = 15_000;

/**
 * Journals which instance a restore made as soon as RDS shows it, long before it is available: put-back replaces an instance under the
 * lost name only when it is known to be this run's own.
 */
export async function noteMade(context: DrillContext, access: AwsAccess, { step, store, identifier, stillComing }: MadeInput): Promise<void> {
  await context.effect<{ readonly identifier: string; readonly resourceId: string | null }>({
    id: `4-recover/${step}/${store}/made`,
    what: `note which instance ${identifier} is`,
    destructive: false,
    // Nothing changes by looking: it is free to look again.
    probe: async () => undefined,
    act: async () => {
      for (;;) {
        const goesOn = await stillComing();
        const resourceId = (await describeInstance(access, identifier))?.DbiResourceId;
        if (resourceId !== undefined || !goesOn) return { identifier, resourceId: resourceId ?? null };
        await context.clock.sleep(ASK_EVERY_MS, context.signal);
      }
    },
  });
}
