import type { Operation } from '../../../service.ts';
import { errors } from '../errors.ts';
import { requireSnapshot } from '../find.ts';
import { rdsArn } from '../ids.ts';
import { newSnapshotName } from '../identifiers.ts';
import { flag, refuseUnserved, requiredText, tagsOf, text } from '../input.ts';
import type { Snapshot, SnapshotType, Tags } from '../model.ts';
import { named } from '../operation.ts';
import { requireKey, resolvedKey, type Scope } from '../scope.ts';
import { snapshotOutput } from '../snapshot-output.ts';
import { modelledMicros } from '../times.ts';
import { requireRoom } from './create-snapshot.ts';

/** A manual copy of a snapshot: of one's own or a shared one, from this or (by its ARN) another region, under the same or another key. */
export const copyDbSnapshot: Operation = named('CopyDBSnapshot', { kind: 'snapshot', member: 'TargetDBSnapshotIdentifier' }, (scope, input) => {
  // The region is read from the source's ARN; the presigned URL that clients send along says nothing more.
  refuseUnserved('CopyDBSnapshot', input, ['SourceDBSnapshotIdentifier', 'TargetDBSnapshotIdentifier', 'KmsKeyId', 'Tags', 'CopyTags', 'PreSignedUrl']);
  const source = requireSnapshot(scope, requiredText(input, 'SourceDBSnapshotIdentifier'), true);
  const name = newSnapshotName(requiredText(input, 'TargetDBSnapshotIdentifier'), 'TargetDBSnapshotIdentifier');
  if (source.status !== 'available') throw errors.snapshotState(`Cannot copy the snapshot ${source.name} because it is not currently in the available state.`);
  requireRoom(scope, name);
  const tags = tagsOf(input) ?? (flag(input, 'CopyTags') === true && source.account === scope.place.account ? source.tags : {});
  const copy = beginCopy(scope, source, { name, type: 'manual', tags, keyArn: copyKey(scope, source, text(input, 'KmsKeyId')) });
  return { DBSnapshot: snapshotOutput(scope.context, copy) };
});

/** Puts the copy in place and begins the job that fills it. */
function beginCopy(scope: Scope, source: Snapshot, copy: { readonly name: string; readonly type: SnapshotType; readonly tags: Tags; readonly keyArn: string | null }): Snapshot {
  const { context, state, place, by } = scope;
  const startedMicros = Math.floor(context.time.nowMicros());
  const made = state.change(() => {
    state.jobs.add({ kind: 'copy', ref: source.ref, at: startedMicros, data: { source: key(source), target: { ...place, name: copy.name }, by } });
    return state.snapshots.put({
      ...source, ...place, ...copy, startedMicros,
      status: 'creating',
      settings: { ...source.settings, keyArn: copy.keyArn },
      endsMicros: startedMicros + modelledMicros(context, 'rds-snapshot', source.sizeBytes),
      createdMicros: null,
      point: null,
      sharedWith: [],
      source: { arn: rdsArn('snapshot', source), region: source.region },
    });
  });
  context.time.changed();
  return made;
}

/** An encrypted snapshot keeps its key in its own account and region; elsewhere the copy needs one of its own. */
function copyKey(scope: Scope, source: Snapshot, ref: string | undefined): string | null {
  if (source.keyArn !== null) requireKey(scope, source.keyArn, 'decrypt');
  if (ref !== undefined) return resolvedKey(scope, ref);
  if (source.keyArn === null) return null;
  if (source.account !== scope.place.account || source.region !== scope.place.region) throw errors.invalidCombination('KmsKeyId is required to copy an encrypted snapshot from another account or region.');
  return source.keyArn;
}

function key({ account, region, name }: Snapshot): object {
  return { account, region, name };
}
