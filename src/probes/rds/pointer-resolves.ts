import { z } from 'zod';
import type { DrillContext, ProbeModule, ProbeReading } from '#contract/modules';
import { describeInstance } from '#stores/rds/describe-instance';
import { endpointPointer } from '#stores/rds/endpoint-pointer';
import { withDatabaseByPointer } from '#stores/rds/open-by-pointer';
import { readPointer } from '#targets/pointer';
import { failedLook } from './failed-look.ts';

const args = z.strictObject({ store: z.string() });
type Args = z.output<typeof args>;

/** The application's pointer leads to the restored instance, and the application gets in there. */
export const pointerResolves: ProbeModule<Args> = {
  id: 'rds.pointer-resolves',
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
    const instance = await describeInstance(access, resource);
    if (instance === null) return { result: 'fail', detail: `there is no database instance ${resource}` };
    const expected = endpointPointer(instance, instance.DBName ?? 'postgres');
    if (said !== expected) return { result: 'fail', detail: `${pointer} says ${said}, the restored instance ${resource} is at ${expected}` };
    await withDatabaseByPointer({ access, pointer }, (database) => database.query('select 1'));
    return { result: 'pass', detail: `${pointer} leads to ${resource} (${said}), and the application gets in` };
  } catch (error) {
    return failedLook(error);
  }
}
