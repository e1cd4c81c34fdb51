import type { Call } from '../../../service.ts';
import type { Principal, Snapshot } from '../model.ts';
import { ebsState } from '../state.ts';
import { errors } from './errors.ts';

/** Who calls, as keys want to know it. */
export function principalOf({ caller }: Call): Principal {
  return { account: caller.account, arn: caller.roleArn ?? caller.arn };
}

/** A completed snapshot that the caller may read: its own, or one that is shared with it. */
export function readableSnapshot(call: Call, id: string, action: string): Snapshot {
  const snapshot = seenSnapshot(call, id, action);
  if (snapshot.state !== 'completed' || snapshot.map === null) throw errors.invalid('INVALID_SNAPSHOT_ID', `The snapshot '${id}' is ${snapshot.state}; its blocks can be read once it is completed.`);
  return snapshot;
}

/** A snapshot that the caller is writing block by block. */
export function writableSnapshot(call: Call, id: string, action: string): Snapshot {
  const snapshot = seenSnapshot(call, id, action);
  if (snapshot.account !== call.caller.account) throw errors.denied('UNAUTHORIZED_ACCOUNT', `The snapshot '${id}' belongs to another account.`);
  if (snapshot.origin !== 'direct' || snapshot.state !== 'pending' || snapshot.map !== null) throw errors.invalid('INVALID_SNAPSHOT_ID', `The snapshot '${id}' is not being written by StartSnapshot.`);
  return snapshot;
}

/** Refuses when the caller cannot use the key of a snapshot. */
export function requireKey(call: Call, keyArn: string | null, use: 'encrypt' | 'decrypt'): void {
  if (keyArn === null) return;
  const problem = call.keys.problem(keyArn, use, principalOf(call));
  if (!problem) return;
  if (problem.code.startsWith('AccessDenied')) throw errors.denied('DEPENDENCY_ACCESS_DENIED', problem.message);
  throw errors.invalid('INVALID_CUSTOMER_KEY', problem.message);
}

function seenSnapshot(call: Call, id: string, action: string): Snapshot {
  const { account } = call.caller;
  call.authorise(`ebs:${action}`, `arn:aws:ec2:${call.region}::snapshot/${id}`, { account, policy: null });
  const snapshot = ebsState(call).snapshots.find(id);
  if (!snapshot || snapshot.region !== call.region || snapshot.bin !== null) throw errors.snapshotNotFound(id);
  if (snapshot.account !== account && !snapshot.sharedWith.includes(account) && !snapshot.sharedWith.includes('all')) throw errors.snapshotNotFound(id);
  return snapshot;
}
