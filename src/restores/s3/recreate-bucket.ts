import type { BucketLocationConstraint } from '@aws-sdk/client-s3';
import { z } from 'zod';
import type { AwsAccess } from '#contract/aws';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { durationSeconds, humanDuration } from '#kit/durations';
import { RedrillError } from '#kit/redrill-error';
import { awsCode } from '#stores/s3/aws-code';
import { bucketExists } from '#stores/s3/bucket-exists';
import { s3Sdk } from '#stores/s3/s3-sdk';
import { withBucketClient, withStore } from '#stores/s3/with-s3';

const args = z.strictObject({
  store: z.string(),
  /** Name of the new bucket where it is not to be the lost one's: a name is one for all regions, and one that still stands is not free. */
  name: z.string().min(3).max(63).optional(),
  /** Name to use when the old one belongs to somebody else by now, or does not become free in time. */
  fallback: z.string().min(3).max(63),
  /** How long to wait for the old name: AWS frees it minutes to hours after a deletion. */
  waitAtMost: z.string().default('PT2H'),
});
type Args = z.output<typeof args>;

const ASK_EVERY_MS = 60_000;

/** Makes the lost bucket anew under its own name, or under the one that the document gives; under the fallback name when the old one was taken or stays blocked. */
export const recreateBucket: StepModule<Args> = { id: 's3.recreate-bucket', with: args, marks: 'restore', effects: ['s3:CreateBucket'], run };

type Made = { readonly bucket: string; readonly why: string };

async function run(context: DrillContext, input: Args): Promise<StepResult> {
  const { resource: lost, region } = context.binding(input.store);
  const resource = input.name ?? lost;
  const access = context.targets.access('drill-restorer', region);
  const made = await context.effect<Made>({
    id: `4-recover/s3.recreate-bucket/${input.store}`,
    what: `create bucket ${resource} (or ${input.fallback})`,
    destructive: false,
    probe: async () => {
      if ((await bucketExists(access, resource)) && (input.name === undefined || (await isEmpty(access, resource)))) return { bucket: resource, why: nameOf(input) };
      return (await bucketExists(access, input.fallback)) && (await isEmpty(access, input.fallback)) ? { bucket: input.fallback, why: 'the fallback name' } : undefined;
    },
    act: () => create(context, { access, name: resource, input }),
  });
  return { outputs: { ...made }, binds: { store: input.store, resource: made.bucket } };
}

async function create(context: DrillContext, { access, name, input }: { readonly access: AwsAccess; readonly name: string; readonly input: Args }): Promise<Made> {
  const limitMs = durationSeconds(input.waitAtMost) * 1000;
  for (let waitedMs = 0; ; waitedMs += ASK_EVERY_MS) {
    const answer = await tryCreate(access, name);
    if (answer === 'made' || (answer === 'ours' && (input.name === undefined || (await isEmpty(access, name))))) return { bucket: name, why: nameOf(input) };
    if (answer === 'ours') return fallback(context, { access, name, input, answer: 'full' });
    if (answer === 'taken' || waitedMs >= limitMs) return fallback(context, { access, name, input, answer });
    if (waitedMs === 0) context.say(`the name ${name} is not free yet (OperationAborted): asking again every minute, at most ${humanDuration(limitMs / 1000)}`);
    await context.clock.sleep(ASK_EVERY_MS, context.signal);
  }
}

async function fallback(context: DrillContext, { access, name, input, answer }: { readonly access: AwsAccess; readonly name: string; readonly input: Args; readonly answer: 'taken' | 'blocked' | 'full' }): Promise<Made> {
  const why = WHY[answer](name, input);
  context.say(`${why}: using ${input.fallback}`);
  const second = await tryCreate(access, input.fallback);
  if (second === 'ours' && !(await isEmpty(access, input.fallback))) throw new RedrillError('restore.name-in-use', `${why}, and the fallback ${input.fallback} is a bucket of our own that holds objects: restored among them nobody could tell which is which. Look whose it is, and delete it or choose another fallback name in the runbook`, { actor: 'platform' });
  if (second !== 'made' && second !== 'ours') throw new RedrillError('restore.no-name', `${why}, and the fallback name ${input.fallback} is ${second} too: choose another fallback name in the runbook`, { actor: 'platform' });
  return { bucket: input.fallback, why };
}

const WHY: Readonly<Record<'taken' | 'blocked' | 'full', (name: string, input: Args) => string>> = {
  taken: (name) => `the name ${name} belongs to another account by now`,
  blocked: (name, { waitAtMost }) => `the name ${name} did not become free within ${waitAtMost}`,
  full: (name) => `the bucket ${name} is there already and holds objects of somebody else's`,
};

function nameOf({ name }: Args): string {
  return name === undefined ? 'the old name' : 'the documented name';
}

async function tryCreate(access: AwsAccess, bucket: string): Promise<'made' | 'ours' | 'taken' | 'blocked'> {
  try {
    const constraint = access.region === 'us-east-1' ? {} : { CreateBucketConfiguration: { LocationConstraint: access.region as BucketLocationConstraint } };
    await withBucketClient(access, (client) => client.send(new (s3Sdk().CreateBucketCommand)({ Bucket: bucket, ...constraint })));
    return 'made';
  } catch (error) {
    const code = awsCode(error);
    if (code === 'BucketAlreadyOwnedByYou') return 'ours';
    if (code === 'BucketAlreadyExists') return 'taken';
    if (code === 'OperationAborted') return 'blocked';
    throw error;
  }
}

/** Whether a bucket holds no version and no marker at all. */
async function isEmpty(access: AwsAccess, bucket: string): Promise<boolean> {
  return withStore(access, async (s3) => {
    for await (const page of s3.listVersions(bucket)) if (page.length > 0) return false;
    return true;
  });
}
