import { z } from 'zod';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { microsOf } from '#kit/time';
import { withDomain } from '#stores/opensearch/domain';
import { newestComplete, repositoryOf, snapshotsIn } from '#stores/opensearch/snapshots';

const args = z.strictObject({ store: z.string() });
type Args = z.output<typeof args>;

/** Finds the newest complete snapshot that began before the incident. One that is PARTIAL, or that has the loss in it, is no way back. */
export const findSnapshot: StepModule<Args> = { id: 'opensearch.find-snapshot', with: args, marks: 'decide', effects: [], run };

async function run(context: DrillContext, { store }: Args): Promise<StepResult> {
  const { resource, region } = context.candidate(store);
  const { resource: repository } = repositoryOf(context.store(store));
  const before = context.struckAt === null ? context.clock.nowMicros() : microsOf(context.struckAt);
  const snapshot = newestComplete(await withDomain(context.targets.access('drill-restorer', region), resource, (client) => snapshotsIn(client, repository)), before);
  if (snapshot === null) throw new RedrillError('restore.no-snapshot', `repository ${repository} of ${resource} holds no complete snapshot from before the incident`, { actor: 'platform' });
  return { outputs: { repository, snapshot: snapshot.name, startedAt: snapshot.startedAt, indices: snapshot.indices } };
}
