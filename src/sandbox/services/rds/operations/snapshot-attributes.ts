import type { Operation } from '../../../service.ts';
import { errors } from '../errors.ts';
import { requireOwnSnapshot } from '../find.ts';
import { refuseUnserved, requiredText, texts } from '../input.ts';
import type { Snapshot } from '../model.ts';
import { named } from '../operation.ts';
import type { Scope } from '../scope.ts';

const ONE = { kind: 'snapshot', member: 'DBSnapshotIdentifier' } as const;
const SHARES_MOST = 20;

/** Who may restore and copy a manual snapshot. */
export const describeDbSnapshotAttributes: Operation = named('DescribeDBSnapshotAttributes', ONE, (scope, input) => output(requireOwnSnapshot(scope, requiredText(input, 'DBSnapshotIdentifier'))));

/** Shares a manual snapshot with accounts, or with all where it is not encrypted, and takes it back. */
export const modifyDbSnapshotAttribute: Operation = named('ModifyDBSnapshotAttribute', ONE, (scope, input) => {
  refuseUnserved('ModifyDBSnapshotAttribute', input, ['DBSnapshotIdentifier', 'AttributeName', 'ValuesToAdd', 'ValuesToRemove']);
  const snapshot = requireOwnSnapshot(scope, requiredText(input, 'DBSnapshotIdentifier'));
  const attribute = requiredText(input, 'AttributeName');
  if (attribute !== 'restore') throw errors.invalidValue(`Invalid AttributeName: ${attribute}. The only attribute is restore.`);
  if (snapshot.type !== 'manual') throw errors.snapshotState(`The snapshot ${snapshot.name} is not a manual snapshot; copy it to share it.`);
  const added = texts(input, 'ValuesToAdd') ?? [];
  for (const value of added) requireShareable(scope, snapshot, value);
  const removed = new Set(texts(input, 'ValuesToRemove'));
  const sharedWith = [...new Set([...snapshot.sharedWith, ...added])].filter((account) => !removed.has(account));
  if (sharedWith.length > SHARES_MOST) throw errors.invalidValue(`A snapshot can be shared with ${SHARES_MOST} accounts at most.`);
  return output(scope.state.change(() => scope.state.snapshots.put({ ...snapshot, sharedWith })));
});

function requireShareable({ context, place }: Scope, { keyArn }: Snapshot, value: string): void {
  if (value !== 'all' && !/^\d{12}$/.test(value)) throw errors.invalidValue(`Invalid account id: ${value}. Valid values are account ids of 12 digits and "all".`);
  if (keyArn === null) return;
  if (value === 'all') throw errors.invalidCombination('Encrypted snapshots cannot be shared publicly.');
  if (keyArn === context.keys.managed('rds', place)) throw errors.invalidCombination('Snapshots encrypted with the default AWS KMS key cannot be shared.');
}

function output({ name, sharedWith }: Snapshot): object {
  return { DBSnapshotAttributesResult: { DBSnapshotIdentifier: name, DBSnapshotAttributes: [{ AttributeName: 'restore', AttributeValues: [...sharedWith] }] } };
}
