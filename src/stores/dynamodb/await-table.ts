import type { TableDescription } from '@aws-sdk/client-dynamodb';
import type { AwsAccess } from '#contract/aws';
import type { DrillContext } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { describeTable } from './describe-table.ts';

type Waiter = Pick<DrillContext, 'clock' | 'signal' | 'say'>;

const ASK_EVERY_MS = 5000;
/** Two days: a restore usually ends within an hour, and a table that is CREATING for longer will not become usable by itself. */
const MOST_ASKS = 34_560;

const BUSY: ReadonlySet<string> = new Set(['CREATING', 'UPDATING']);

/** Waits in drill time until a table takes requests and all its indexes do; throws where it never will. */
export async function awaitActive(context: Waiter, access: AwsAccess, name: string): Promise<TableDescription> {
  let said = '';
  for (let ask = 1; ask <= MOST_ASKS; ask += 1) {
    const table = await describeTable(access, name);
    const status = table?.TableStatus ?? 'gone (ResourceNotFoundException)';
    const indexing = (table?.GlobalSecondaryIndexes ?? []).some(({ IndexStatus }) => IndexStatus !== 'ACTIVE');
    if (table !== null && status === 'ACTIVE' && !indexing) return table;
    if (!BUSY.has(status) && !indexing) throw new RedrillError('dynamodb.unusable', `the table ${name} is ${status} and will not become ACTIVE by itself (aws dynamodb describe-table --table-name ${name})`, { actor: 'platform' });
    const state = indexing ? `${status}, its indexes are not all ACTIVE` : status;
    if (state !== said) context.say(`${name} is ${state}`);
    said = state;
    await context.clock.sleep(ASK_EVERY_MS, context.signal);
  }
  throw new RedrillError('dynamodb.unusable', `the table ${name} is still ${said} after ${(MOST_ASKS * ASK_EVERY_MS) / 3_600_000} hours`, { actor: 'platform' });
}

/** Waits in drill time until a table's name is free: a deletion takes a while, and until then nothing can be made or restored under it. */
export async function awaitGone(context: Waiter, access: AwsAccess, name: string): Promise<void> {
  for (let first = true; ; first = false) {
    const table = await describeTable(access, name);
    if (table === null) return;
    if (table.TableStatus !== 'DELETING') throw new RedrillError('dynamodb.in-use', `the table ${name} exists and is ${table.TableStatus ?? 'in no known state'}: its name cannot be used. Look whose it is before anything else`, { actor: 'platform' });
    if (first) context.say(`${name} is still being deleted: waiting until its name is free`);
    await context.clock.sleep(ASK_EVERY_MS, context.signal);
  }
}
