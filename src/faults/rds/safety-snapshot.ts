import type { DBSnapshot, Tag } from '@aws-sdk/client-rds';
import type { AwsAccess } from '#contract/aws';
import type { DrillContext } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { rdsCode } from '#stores/rds/rds-code';
import { rdsSdk, withRds } from '#stores/rds/with-rds';

type Waiter = Pick<DrillContext, 'clock' | 'signal'>;

const ASK_EVERY_MS = 15_000;
/** Twelve hours: a snapshot of a large instance takes long, one that never ends is an error. */
const MOST_ASKS = 2880;

/** A manual snapshot as RDS describes it; null when there is none of that name. */
export async function describeSnapshot(access: AwsAccess, snapshot: string): Promise<DBSnapshot | null> {
  try {
    const { DBSnapshots } = await withRds(access, (client) => client.send(new (rdsSdk().DescribeDBSnapshotsCommand)({ DBSnapshotIdentifier: snapshot })));
    return DBSnapshots?.[0] ?? null;
  } catch (error) {
    if (rdsCode(error) === 'DBSnapshotNotFound') return null;
    throw error;
  }
}

/** Asks for a snapshot (one of that name counts as asked for) and waits in drill time until it is available. */
export async function makeSnapshot(context: Waiter, access: AwsAccess, input: { readonly instance: string; readonly snapshot: string; readonly tags: readonly Tag[] }): Promise<void> {
  for (let ask = 1; ask <= MOST_ASKS; ask += 1) {
    const found = await describeSnapshot(access, input.snapshot);
    if (found?.Status === 'available') return;
    if (found?.Status === 'failed') throw new RedrillError('safety.snapshot-failed', `the snapshot ${input.snapshot} of ${input.instance} failed: look at the events of the instance`, { actor: 'platform' });
    if (found === null) await requestSnapshot(access, input);
    await context.clock.sleep(ASK_EVERY_MS, context.signal);
  }
  throw new RedrillError('safety.snapshot-late', `the snapshot ${input.snapshot} of ${input.instance} was not available after ${(MOST_ASKS * ASK_EVERY_MS) / 3_600_000} hours: look at the events of the instance`, { actor: 'platform' });
}

/** An instance that is busy (a backup window) takes no snapshot: the caller asks again. */
async function requestSnapshot(access: AwsAccess, { instance, snapshot, tags }: { readonly instance: string; readonly snapshot: string; readonly tags: readonly Tag[] }): Promise<void> {
  try {
    await withRds(access, (client) => client.send(new (rdsSdk().CreateDBSnapshotCommand)({ DBInstanceIdentifier: instance, DBSnapshotIdentifier: snapshot, Tags: [...tags] })));
  } catch (error) {
    const code = rdsCode(error);
    if (code !== 'InvalidDBInstanceState' && code !== 'DBSnapshotAlreadyExists') throw error;
  }
}

/** Deletes a snapshot for certain, also one that is still being made. */
export async function deleteSnapshot(context: Waiter, access: AwsAccess, snapshot: string): Promise<void> {
  for (let ask = 1; ask <= MOST_ASKS; ask += 1) {
    const found = await describeSnapshot(access, snapshot);
    if (found === null) return;
    if (found.Status !== 'creating' && found.Status !== 'deleting') await requestDeletion(access, snapshot);
    if ((await describeSnapshot(access, snapshot)) === null) return;
    await context.clock.sleep(ASK_EVERY_MS, context.signal);
  }
  throw new RedrillError('safety.snapshot-stays', `the snapshot ${snapshot} cannot be deleted: delete it by hand (aws rds delete-db-snapshot --db-snapshot-identifier ${snapshot})`, { actor: 'platform' });
}

async function requestDeletion(access: AwsAccess, snapshot: string): Promise<void> {
  try {
    await withRds(access, (client) => client.send(new (rdsSdk().DeleteDBSnapshotCommand)({ DBSnapshotIdentifier: snapshot })));
  } catch (error) {
    if (rdsCode(error) !== 'DBSnapshotNotFound') throw error;
  }
}
