import { z } from 'zod';
import type { Binding, DrillContext, ProbeModule, ProbeReading } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { describeInstance } from '#stores/rds/describe-instance';
import { endpointPointer } from '#stores/rds/endpoint-pointer';
import { withDatabaseByPointer } from '#stores/rds/open-by-pointer';
import { readPointer } from '#targets/pointer';
import { failedLook } from './failed-look.ts';
import { shown } from './shown.ts';

const args = z.strictObject({ store: z.string() });
type Args = z.output<typeof args>;

/** The application's pointer leads to the restored instance, and the application gets in there. */
export const pointerResolves: ProbeModule<Args> = {
  id: 'rds.pointer-resolves',
  with: args,
  run: (context, { store }) => look(context, context.candidate(store)).catch(failedLook),
  // The real pointer, and the address of a database that nobody was led to.
  negativeControl: (context, { store }) => shown(pointerResolves.id, () => look(context, context.binding(store), 'redrill_control')),
};

/** Throws `rds.NoPointer` or `rds.NoInstance` where there is nothing to compare. */
async function look(context: DrillContext, { resource, region, pointer }: Binding, database?: string): Promise<ProbeReading> {
  const access = context.targets.access('platform-app', region);
  const said = await readPointer(access, pointer);
  if (said === null) throw new RedrillError('rds.NoPointer', `the parameter ${pointer} does not exist`, { actor: 'platform' });
  const instance = await describeInstance(access, resource);
  if (instance === null) throw new RedrillError('rds.NoInstance', `there is no database instance ${resource}`, { actor: 'platform' });
  const expected = endpointPointer(instance, database ?? instance.DBName ?? 'postgres');
  if (said !== expected) return { result: 'fail', detail: `${pointer} says ${said}, the restored instance ${resource} is at ${expected}` };
  await withDatabaseByPointer({ access, pointer }, (db) => db.query('select 1'));
  return { result: 'pass', detail: `${pointer} leads to ${resource} (${said}), and the application gets in` };
}
