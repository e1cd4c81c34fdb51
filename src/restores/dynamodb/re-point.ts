import { z } from 'zod';
import type { AwsAccess } from '#contract/aws';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { awaitActive } from '#stores/dynamodb/await-table';
import { streamPointer } from '#stores/dynamodb/stream-pointer';
import { readPointer, writePointer } from '#targets/pointer';

const args = z.strictObject({ store: z.string() });
type Args = z.output<typeof args>;

/** Points the platform at the restored table, and those who follow its changes at the stream it has now: a new one, also under the old name. */
export const rePoint: StepModule<Args> = { id: 'dynamodb.re-point', with: args, marks: 're-point', effects: ['ssm:PutParameter'], run };

async function run(context: DrillContext, { store }: Args): Promise<StepResult> {
  const { resource, region, pointer } = context.candidate(store);
  const moved = region !== context.store(store).region;
  const access = context.targets.access('drill-restorer', region);
  const { LatestStreamArn: stream } = await awaitActive(context, access, resource);
  // The stream first: nothing that users write on the new table goes by those who follow it.
  if (stream !== undefined && (moved || (await readPointer(access, streamPointer(pointer))) !== null)) await point(context, access, { store, part: 'stream', name: streamPointer(pointer), value: stream });
  await point(context, access, { store, part: 'table', name: pointer, value: resource });
  return { outputs: { pointer, value: resource, table: resource, stream: stream ?? null }, promotes: { store } };
}

interface Point {
  readonly store: string;
  readonly part: 'table' | 'stream';
  readonly name: string;
  readonly value: string;
}

async function point(context: DrillContext, access: AwsAccess, { store, part, name, value }: Point): Promise<void> {
  await context.effect({
    id: `4-recover/dynamodb.re-point/${store}/${part}`,
    what: `set ${name} to ${value}`,
    destructive: false,
    probe: async () => ((await readPointer(access, name)) === value ? { pointer: name, value } : undefined),
    act: async () => {
      await writePointer(access, name, value);
      return { pointer: name, value };
    },
  });
}
