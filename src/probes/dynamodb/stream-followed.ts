import { z } from 'zod';
import type { Binding, DrillContext, ProbeModule, ProbeReading } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { describeTable } from '#stores/dynamodb/describe-table';
import { noTable } from '#stores/dynamodb/read-table-settings';
import { streamFollowed as followedBy, streamPointer } from '#stores/dynamodb/stream-pointer';
import { shown } from '../rds/shown.ts';
import { failedLook } from './failed-look.ts';

const args = z.strictObject({ store: z.string() });
type Args = z.output<typeof args>;

/** Those who follow the table's changes read the stream that the restored table has now: the old one is dead, and says nothing of it. */
export const streamFollowed: ProbeModule<Args> = {
  id: 'dynamodb.stream-followed',
  with: args,
  run: (context, { store }) => look(context, context.candidate(store)).catch(failedLook),
  // The stream of a table that was lost long ago, under the same name: nothing but its label differs.
  negativeControl: (context, { store }) => shown(streamFollowed.id, () => look(context, context.binding(store), '2019-05-01T00:00:00.000')),
};

async function look(context: DrillContext, { resource, region, pointer }: Binding, label?: string): Promise<ProbeReading> {
  const access = context.targets.access('platform-app', region);
  const table = await describeTable(access, resource);
  if (table === null) throw noTable(access, resource);
  if (table.StreamSpecification?.StreamEnabled !== true || table.LatestStreamArn === undefined) return { result: 'fail', detail: `${resource} has no stream: nobody learns of its changes` };
  const live = label === undefined ? table.LatestStreamArn : table.LatestStreamArn.replace(/[^/]*$/, label);
  const { said, followed } = await followedBy(access, { pointer, live });
  if (said === null) throw new RedrillError('dynamodb.NoPointer', `the parameter ${streamPointer(pointer)} does not exist: nobody says which stream its consumers read`, { actor: 'platform' });
  if (followed !== true) return { result: 'fail', detail: `${streamPointer(pointer)} says ${said}, and the stream of ${resource} is ${live}: its consumers read a dead stream` };
  return { result: 'pass', detail: `${streamPointer(pointer)} leads to the stream that ${resource} has now (${live})` };
}
