import type { Operation } from '../../../service.ts';
import { errors } from '../errors.ts';
import { snapshotOf } from '../find.ts';
import { list, need, text, texts, type Input } from '../input.ts';
import { operation } from '../operation.ts';

/** Who else may make volumes from a snapshot. */
export const snapshotSharing: Readonly<Record<string, Operation>> = {
  ModifySnapshotAttribute: operation('ModifySnapshotAttribute', ['SnapshotId', 'Attribute', 'CreateVolumePermission', 'GroupNames', 'OperationType', 'UserIds'], (scope, input) => {
    const { call, state } = scope;
    const snapshot = snapshotOf(scope, need(input, 'SnapshotId'));
    requirePermissionAttribute(input, false);
    const { add, remove } = changesOf(input);
    if (add.length > 0 && snapshot.keyArn !== null) {
      if (add.includes('all')) throw errors.invalid('Encrypted snapshots with EBS default key cannot be shared');
      if (snapshot.keyArn === call.keys.managed('ebs', snapshot)) throw errors.notPermitted('Encrypted snapshots with EBS default key cannot be shared');
    }
    if (snapshot.origin === 'backup') throw errors.notPermitted('The snapshot is managed by AWS Backup and its permissions cannot be changed here.');
    state.change(() => state.snapshots.put({ ...snapshot, sharedWith: [...new Set([...snapshot.sharedWith, ...add])].filter((who) => !remove.includes(who)) }));
  }),
  DescribeSnapshotAttribute: operation('DescribeSnapshotAttribute', ['SnapshotId', 'Attribute'], (scope, input) => {
    const snapshot = snapshotOf(scope, need(input, 'SnapshotId'));
    if (need(input, 'Attribute') === 'productCodes') return { SnapshotId: snapshot.id, ProductCodes: [] };
    requirePermissionAttribute(input, true);
    return { SnapshotId: snapshot.id, CreateVolumePermissions: snapshot.sharedWith.map((who) => (who === 'all' ? { Group: 'all' } : { UserId: who })) };
  }),
  ResetSnapshotAttribute: operation('ResetSnapshotAttribute', ['SnapshotId', 'Attribute'], (scope, input) => {
    const snapshot = snapshotOf(scope, need(input, 'SnapshotId'));
    requirePermissionAttribute(input, true);
    scope.state.change(() => scope.state.snapshots.put({ ...snapshot, sharedWith: [] }));
  }),
};

function requirePermissionAttribute(input: Input, needed: boolean): void {
  const attribute = text(input, 'Attribute');
  if (attribute === undefined ? needed : attribute !== 'createVolumePermission') throw errors.invalid(`Value (${attribute ?? ''}) for parameter attribute is invalid.`);
}

/** Both ways in which EC2 takes them: lists of structures, or an operation with users and groups. */
function changesOf(input: Input): { readonly add: readonly string[]; readonly remove: readonly string[] } {
  const permission = (input['CreateVolumePermission'] ?? {}) as Input;
  const named = (entries: readonly Input[]): readonly string[] => entries.map((entry) => text(entry, 'UserId') ?? text(entry, 'Group') ?? '');
  const flat = [...texts(input, 'UserIds'), ...texts(input, 'GroupNames')];
  const type = text(input, 'OperationType');
  if (flat.length > 0 && type !== 'add' && type !== 'remove') throw errors.invalid(`Value (${type ?? ''}) for parameter operationType is invalid.`);
  const add = [...named(list(permission, 'Add')), ...(type === 'add' ? flat : [])];
  const remove = [...named(list(permission, 'Remove')), ...(type === 'remove' ? flat : [])];
  const wrong = [...add, ...remove].find((who) => who !== 'all' && !/^\d{12}$/.test(who));
  if (wrong !== undefined) throw errors.invalid(`Invalid user id: ${wrong}`);
  if (add.length + remove.length === 0) throw errors.invalid('No attributes specified.');
  return { add, remove };
}

