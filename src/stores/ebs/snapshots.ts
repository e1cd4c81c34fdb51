import type { Snapshot, Tag } from '@aws-sdk/client-ec2';
import type { AwsAccess } from '#contract/aws';
import type { DrillContext } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { isoMicros } from '#kit/time';
import { ebsCode } from './ebs-code.ts';
import { ec2Sdk, withEc2 } from './with-ec2.ts';

type Waiter = Pick<DrillContext, 'clock' | 'signal'>;

const ASK_EVERY_MS = 5000;
/** Twelve hours: the first snapshot of a large volume takes long, one that never ends is an error. */
const MOST_ASKS = 8640;
const GONE = new Set(['InvalidSnapshot.NotFound', 'InvalidSnapshotID.Malformed']);

/** A snapshot as EC2 describes it; null when there is none of that id. */
export async function describeSnapshot(access: AwsAccess, snapshotId: string): Promise<Snapshot | null> {
  try {
    const { Snapshots } = await withEc2(access, (client) => client.send(new (ec2Sdk().DescribeSnapshotsCommand)({ SnapshotIds: [snapshotId] })));
    return Snapshots?.[0] ?? null;
  } catch (error) {
    if (GONE.has(ebsCode(error) ?? '')) return null;
    throw error;
  }
}

/** The account's own snapshots that bear a tag. */
export async function snapshotsTagged(access: AwsAccess, { key, value }: { readonly key: string; readonly value: string }): Promise<readonly Snapshot[]> {
  const found: Snapshot[] = [];
  let token: string | undefined;
  do {
    const from: { readonly NextToken?: string } = token === undefined ? {} : { NextToken: token };
    const page = await withEc2(access, (client) => client.send(new (ec2Sdk().DescribeSnapshotsCommand)({ OwnerIds: ['self'], Filters: [{ Name: `tag:${key}`, Values: [value] }], ...from })));
    found.push(...(page.Snapshots ?? []));
    token = page.NextToken;
  } while (token);
  return found;
}

/** Asks for a snapshot; it holds the volume as it is at that moment. */
export async function createSnapshot(access: AwsAccess, { volumeId, description, tags }: { readonly volumeId: string; readonly description: string; readonly tags: readonly Tag[] }): Promise<string> {
  const { SnapshotId } = await withEc2(access, (client) => client.send(new (ec2Sdk().CreateSnapshotCommand)({ VolumeId: volumeId, Description: description, TagSpecifications: [{ ResourceType: 'snapshot', Tags: [...tags] }] })));
  if (SnapshotId === undefined) throw new RedrillError('ebs.NoSnapshot', `EC2 took the request for a snapshot of ${volumeId} and named none`, { actor: 'platform' });
  return SnapshotId;
}

/** Waits in drill time until a snapshot is whole. Throws `ebs.SnapshotFailed` with EC2's own message. */
export async function awaitSnapshot(context: Waiter, access: AwsAccess, snapshotId: string): Promise<Snapshot> {
  for (let ask = 0; ask < MOST_ASKS; ask += 1) {
    const snapshot = await describeSnapshot(access, snapshotId);
    if (snapshot?.State === 'completed') return snapshot;
    if (snapshot === null || snapshot.State === 'error') throw new RedrillError('ebs.SnapshotFailed', `snapshot ${snapshotId} ${snapshot === null ? 'does not exist' : `failed: ${snapshot.StateMessage || 'EC2 gave no reason'}`}`, { actor: 'platform' });
    await context.clock.sleep(ASK_EVERY_MS, context.signal);
  }
  throw new RedrillError('ebs.SnapshotLate', `snapshot ${snapshotId} was not completed after ${(MOST_ASKS * ASK_EVERY_MS) / 3_600_000} hours`, { actor: 'platform' });
}

/** Deletes a snapshot; one that is gone already is fine. */
export async function deleteSnapshot(access: AwsAccess, snapshotId: string): Promise<void> {
  try {
    await withEc2(access, (client) => client.send(new (ec2Sdk().DeleteSnapshotCommand)({ SnapshotId: snapshotId })));
  } catch (error) {
    if (!GONE.has(ebsCode(error) ?? '')) throw error;
  }
}

/** The moment that a snapshot holds (ISO): when it was begun. Null where EC2 does not say. */
export function heldMoment({ StartTime }: Snapshot): string | null {
  return StartTime === undefined ? null : isoMicros(StartTime.getTime() * 1000);
}

const IN_ARN = /^arn:aws[\w-]*:ec2:[\w-]*:\d*:snapshot\/(snap-[0-9a-z]+)$/;

/** The snapshot that a recovery point of a volume is. Throws for a point of anything else. */
export function snapshotOfPoint(pointArn: string): string {
  const id = IN_ARN.exec(pointArn)?.[1];
  if (id === undefined) throw new RedrillError('ebs.NoSnapshotPoint', `the recovery point ${pointArn} is no snapshot of a volume (expected arn:aws:ec2:<region>::snapshot/snap-...)`, { actor: 'platform' });
  return id;
}
