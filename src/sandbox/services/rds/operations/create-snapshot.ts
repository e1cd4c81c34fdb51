import type { Operation } from '../../../service.ts';
import { errors } from '../errors.ts';
import { requireInstance } from '../find.ts';
import { newSnapshotName } from '../identifiers.ts';
import { refuseUnserved, requiredText, tagsOf } from '../input.ts';
import { beginSnapshot } from '../jobs/begin-snapshot.ts';
import { named } from '../operation.ts';
import { requireKey, type Scope } from '../scope.ts';
import { snapshotOutput } from '../snapshot-output.ts';

const SNAPSHOTS_MOST = 100;

/** A manual snapshot of an available instance, which is backing up meanwhile. */
export const createDbSnapshot: Operation = named('CreateDBSnapshot', { kind: 'snapshot', member: 'DBSnapshotIdentifier' }, (scope, input) => {
  refuseUnserved('CreateDBSnapshot', input, ['DBSnapshotIdentifier', 'DBInstanceIdentifier', 'Tags']);
  const { context, state } = scope;
  const name = newSnapshotName(requiredText(input, 'DBSnapshotIdentifier'));
  const instance = requireInstance(scope, requiredText(input, 'DBInstanceIdentifier'));
  requireRoom(scope, name);
  if (instance.status !== 'available') throw errors.instanceState(`Cannot create a snapshot because the database instance ${instance.name} is not currently in the available state.`);
  if (instance.settings.keyArn !== null) requireKey(scope, instance.settings.keyArn, 'encrypt');
  const tags = tagsOf(input) ?? (instance.settings.copyTagsToSnapshot ? instance.tags : {});
  const snapshot = state.change(() => beginSnapshot(scope, instance, { name, type: 'manual', tags, endsMicros: null }));
  context.time.changed();
  return { DBSnapshot: snapshotOutput(context, snapshot) };
});

/** Refuses a name that is taken and a hundred-and-first manual snapshot. */
export function requireRoom({ state, place }: Scope, name: string): void {
  if (state.snapshots.find(place, name)) throw errors.snapshotExists(name);
  if (state.snapshots.list(place).filter(({ type }) => type === 'manual').length >= SNAPSHOTS_MOST) throw errors.snapshotQuota();
}
