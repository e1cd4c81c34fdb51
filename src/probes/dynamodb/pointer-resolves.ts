import { z } from 'zod';
import type { Binding, DrillContext, ProbeModule, ProbeReading } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { describeTable } from '#stores/dynamodb/describe-table';
import { noTable } from '#stores/dynamodb/read-table-settings';
import { readPointer } from '#targets/pointer';
import { shown } from '../rds/shown.ts';
import { failedLook } from './failed-look.ts';

const args = z.strictObject({ store: z.string() });
type Args = z.output<typeof args>;

/** The application's pointer names the restored table, and that takes requests. */
export const pointerResolves: ProbeModule<Args> = {
  id: 'dynamodb.pointer-resolves',
  with: args,
  run: (context, { store }) => look(context, context.candidate(store)).catch(failedLook),
  // The real pointer, and a table that nobody was led to.
  negativeControl: (context, { store }) => shown(pointerResolves.id, () => look(context, context.binding(store), `${context.binding(store).resource}-redrill-control`)),
};

async function look(context: DrillContext, { resource, region, pointer }: Binding, expected = resource): Promise<ProbeReading> {
  const access = context.targets.access('platform-app', region);
  const said = await readPointer(access, pointer);
  if (said === null) throw new RedrillError('dynamodb.NoPointer', `the parameter ${pointer} does not exist`, { actor: 'platform' });
  const table = await describeTable(access, resource);
  if (table === null) throw noTable(access, resource);
  if (said !== expected) return { result: 'fail', detail: `${pointer} says ${said}, the restored table is ${expected}` };
  if (table.TableStatus !== 'ACTIVE') return { result: 'fail', detail: `${pointer} leads to ${said}, which is ${table.TableStatus ?? 'in no known state'}` };
  return { result: 'pass', detail: `${pointer} leads to ${said}, which takes requests` };
}
