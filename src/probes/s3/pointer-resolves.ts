import { z } from 'zod';
import type { DrillContext, ProbeModule, ProbeReading } from '#contract/modules';
import { bucketExists } from '#stores/s3/bucket-exists';
import { readPointer } from '#targets/pointer';

const args = z.strictObject({ store: z.string() });
type Args = z.output<typeof args>;

/** The application's pointer leads to the restored bucket, and that bucket is in our own account. */
export const pointerResolves: ProbeModule<Args> = {
  id: 's3.pointer-resolves',
  with: args,
  run: (context, { store }) => look(context, store, context.binding(store).pointer),
  negativeControl: (context, { store }) => look(context, store, `${context.binding(store).pointer}/no-such-pointer`),
};

async function look(context: DrillContext, store: string, pointer: string): Promise<ProbeReading> {
  const { resource, region } = context.candidate(store);
  const access = context.targets.access('platform-app', region);
  try {
    const said = await readPointer(access, pointer);
    if (said === null) return { result: 'fail', detail: `the parameter ${pointer} does not exist` };
    if (said !== resource) return { result: 'fail', detail: `${pointer} says ${said}, the restored bucket is ${resource}` };
    return (await bucketExists(access, said)) ? { result: 'pass', detail: `${pointer} leads to ${said}` } : { result: 'fail', detail: `${pointer} leads to ${said}, which does not exist in account ${access.account}` };
  } catch (error) {
    return { result: 'unknown', detail: error instanceof Error ? error.message : String(error) };
  }
}
