import type { DescribeRestoreJobOutput } from '@aws-sdk/client-backup';
import { z } from 'zod';
import type { Binding, DrillContext, ProbeModule, ProbeReading } from '#contract/modules';
import { seededRandom } from '#kit/random';
import { pointDetail } from '#stores/backup/point-detail';
import { restoreVault } from '#stores/backup/restore-vault';
import { backupSdk, withBackup } from '#stores/backup/with-backup';
import { awsCode } from '#stores/s3/aws-code';
import type { S3Store, VersionEntry } from '#stores/s3/s3-store';
import { withStore } from '#stores/s3/with-s3';
import { judgeRestored } from './judge-restored.ts';
import type { Restored } from './judge-restored.ts';

const args = z.strictObject({
  store: z.string(),
  /** The recovery point that should have been restored. */
  point: z.string(),
  /** A vault beside the restored bucket that holds the point; the one that the run relies on where it is not named. */
  vault: z.string().min(1).optional(),
  /** The restore job that was to bring it back. */
  job: z.string(),
  /** A point holds older versions too, and a restore brings the newest ones: so much of its size must be back at least. */
  atLeastPercent: z.number().min(1).max(100).default(80),
  /** How many objects are read in full, drawn over the whole bucket. */
  sample: z.number().int().min(1).max(1000).default(25),
});
type Args = z.output<typeof args>;

/** What people can check of a restore by AWS Backup before they let users in: job, point, amount, and a sample of reads. Objects that the backup had left out are beyond it. */
export const restoredWhole: ProbeModule<Args> = { id: 's3.restored-whole', with: args, run, negativeControl };

type Looked = Omit<Restored, 'pointBytes' | 'message'>;

async function run(context: DrillContext, { store, point, vault: named, job, atLeastPercent, sample }: Args): Promise<ProbeReading> {
  const vault = restoreVault(context, store, named);
  try {
    const access = context.targets.access('drill-observer', context.candidate(store).region);
    const [detail, ended] = await withBackup(access, async (client) => [await pointDetail(client, vault, point), await client.send(new (backupSdk().DescribeRestoreJobCommand)({ RestoreJobId: job }))] as const);
    const wrong = wrongJob(ended, { point, job });
    if (wrong !== null) return { result: 'fail', detail: wrong };
    const message = [detail.leftOut, ended.StatusMessage].filter(Boolean).join('; ') || null;
    return judgeRestored({ ...(await look(context, context.candidate(store), sample)), pointBytes: detail.sizeBytes, message }, atLeastPercent);
  } catch (error) {
    return { result: awsCode(error) === null ? 'unknown' : 'fail', detail: error instanceof Error ? error.message : String(error) };
  }
}

/** The bucket as it is, once held against a point of twice its size and once with an object in the sample that nobody ever wrote. */
async function negativeControl(context: DrillContext, given: Args): Promise<ProbeReading> {
  const { store, sample, atLeastPercent } = args.parse({ ...given, point: 'none yet', job: 'none yet' });
  const found = await look(context, context.binding(store), Math.min(sample, 3), ['\u{10FFFD}redrill-negative-control']);
  const short = judgeRestored({ ...found, unread: [], pointBytes: found.bytes * 2 + 1, message: null }, atLeastPercent);
  const unread = judgeRestored({ ...found, pointBytes: found.bytes, message: null }, atLeastPercent);
  return [short, unread].find(({ result }) => result === 'pass') ?? short;
}

function wrongJob({ Status, StatusMessage, RecoveryPointArn }: DescribeRestoreJobOutput, wanted: { readonly point: string; readonly job: string }): string | null {
  if (Status !== 'COMPLETED') return `restore job ${wanted.job} is ${Status ?? 'unknown'}${StatusMessage ? `: ${StatusMessage}` : ''}`;
  return RecoveryPointArn === wanted.point ? null : `restore job ${wanted.job} restored the point ${RecoveryPointArn ?? 'of no name'}, not ${wanted.point}`;
}

/** Counts what is there as an observer, and reads a sample as the application would. */
async function look(context: DrillContext, { resource, region }: Binding, sample: number, never: readonly string[] = []): Promise<Looked> {
  const counted = await withStore(context.targets.access('drill-observer', region), (s3) => count(context, s3, { bucket: resource, sample }));
  const unread = await withStore(context.targets.access('platform-app', region), async (s3) => (await Promise.all([...counted.drawn, ...never.map((key) => ({ key, sizeBytes: 1 }))].map((entry) => unreadable(s3, resource, entry)))).filter((text) => text !== null));
  return { bucket: resource, objects: counted.objects, bytes: counted.bytes, read: counted.drawn.length + never.length - unread.length, unread };
}

/** Reservoir sampling: every object has the same chance, however many there are, and the same drill draws the same ones. */
async function count(context: DrillContext, s3: S3Store, { bucket, sample }: { readonly bucket: string; readonly sample: number }): Promise<{ readonly objects: number; readonly bytes: number; readonly drawn: readonly VersionEntry[] }> {
  const random = seededRandom(`${context.run.seed}/${context.run.id}/restored-whole`);
  const drawn: VersionEntry[] = [];
  let [objects, bytes] = [0, 0];
  for await (const page of s3.listObjects(bucket, { signal: context.signal })) {
    for (const entry of page) {
      const at = objects < sample ? objects : Math.floor(random() * (objects + 1));
      if (at < sample) drawn[at] = entry;
      objects += 1;
      bytes += entry.sizeBytes;
    }
  }
  return { objects, bytes, drawn };
}

async function unreadable(s3: S3Store, bucket: string, { key, sizeBytes }: Pick<VersionEntry, 'key' | 'sizeBytes'>): Promise<string | null> {
  try {
    const digest = await s3.digest({ bucket, key });
    return digest.sizeBytes === sizeBytes ? null : `${JSON.stringify(key)} should have ${sizeBytes} bytes and gave ${digest.sizeBytes}`;
  } catch (error) {
    const code = awsCode(error);
    if (code === null) throw error;
    return `${JSON.stringify(key)}: ${code}`;
  }
}
