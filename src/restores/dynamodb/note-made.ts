import type { AwsAccess } from '#contract/aws';
import type { DrillContext } from '#contract/modules';
import { describeTable } from '#stores/dynamodb/describe-table';

export interface MadeInput {
  /** Id of the step, part of the effect's id. */
  readonly step: string;
  readonly store: string;
  readonly name: string;
  /** Whether what was asked for may still bring the table about. */
  stillComing(): Promise<boolean>;
}

const ASK_EVERY_MS = 15_000;

/**
 * Journals which table a restore made as soon as DynamoDB shows it, long before it is ACTIVE: put-back replaces a table under the lost name
 * only when it is known to be this run's own.
 */
export async function noteMade(context: DrillContext, access: AwsAccess, { step, store, name, stillComing }: MadeInput): Promise<void> {
  await context.effect<{ readonly name: string; readonly tableId: string | null }>({
    id: `4-recover/${step}/${store}/made`,
    what: `note which table ${name} is`,
    destructive: false,
    // Nothing changes by looking: it is free to look again.
    probe: async () => undefined,
    act: async () => {
      for (;;) {
        const goesOn = await stillComing();
        const tableId = (await describeTable(access, name))?.TableId;
        if (tableId !== undefined || !goesOn) return { name, tableId: tableId ?? null };
        await context.clock.sleep(ASK_EVERY_MS, context.signal);
      }
    },
  });
}
