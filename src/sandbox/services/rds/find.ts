import { errors } from './errors.ts';
import { parseArn, rdsArn, type ArnKind } from './ids.ts';
import type { Instance, Snapshot } from './model.ts';
import { requireRegion, type Scope } from './scope.ts';

/** A thing's name from an identifier or an ARN of this account and region; null for an ARN of another place or kind. */
export function nameHere({ place }: Pick<Scope, 'place'>, given: string, kind: ArnKind): string | null {
  if (!given.startsWith('arn:')) return given.toLowerCase();
  const arn = parseArn(given);
  return arn && arn.kind === kind && arn.account === place.account && arn.region === place.region ? arn.name : null;
}

/** An instance of this account and region. Throws DBInstanceNotFound. */
export function requireInstance(scope: Scope, given: string): Instance {
  const name = nameHere(scope, given, 'db');
  const instance = name === null ? null : scope.state.instances.find(scope.place, name);
  if (!instance) throw errors.instanceNotFound(given);
  return instance;
}

/** A snapshot of this account and region. Throws DBSnapshotNotFound. */
export function requireOwnSnapshot(scope: Scope, given: string): Snapshot {
  const name = nameHere(scope, given, 'snapshot');
  const snapshot = name === null ? null : scope.state.snapshots.find(scope.place, name);
  if (!snapshot) throw errors.snapshotNotFound(given);
  return snapshot;
}

/** A snapshot by name or ARN: one's own, or one that is shared with this account. `anyRegion`: the ARN may name another region. Throws DBSnapshotNotFound. */
export function requireSnapshot(scope: Scope, given: string, anyRegion: boolean): Snapshot {
  const arn = parseArn(given);
  if (!arn) return requireOwnSnapshot(scope, given);
  if (anyRegion) requireRegion(scope, arn.region);
  const snapshot = arn.kind === 'snapshot' && (anyRegion || arn.region === scope.place.region) ? scope.state.snapshots.find(arn, arn.name) : null;
  if (!snapshot || !visible(snapshot, scope.place.account)) throw errors.snapshotNotFound(given);
  return snapshot;
}

/** Whether an account may see, copy and restore a snapshot. */
export function visible(snapshot: Snapshot, account: string): boolean {
  return snapshot.account === account || snapshot.sharedWith.includes(account) || snapshot.sharedWith.includes('all');
}

/** ARN for `authorise` of something that may not exist yet. */
export function arnHere({ place }: Pick<Scope, 'place'>, kind: ArnKind, name: string): string {
  return rdsArn(kind, { ...place, name });
}
