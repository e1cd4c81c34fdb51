import type { Operation } from '../../../service.ts';
import { errors } from '../errors.ts';
import { requireInstance, requireSnapshot, visible } from '../find.ts';
import { rdsArn } from '../ids.ts';
import { flag, text, type Input } from '../input.ts';
import type { Snapshot } from '../model.ts';
import { listing } from '../operation.ts';
import { filtered, pageOf, type FilterFields } from '../paging.ts';
import type { Scope } from '../scope.ts';
import { snapshotOutput } from '../snapshot-output.ts';

const TYPES: readonly string[] = ['manual', 'automated', 'awsbackup', 'shared', 'public'];
const FIELDS: FilterFields<Snapshot> = {
  'db-instance-id': (snapshot) => [snapshot.instanceName, rdsArn('db', { ...snapshot, name: snapshot.instanceName })],
  'db-snapshot-id': (snapshot) => [snapshot.name, rdsArn('snapshot', snapshot)],
  'dbi-resource-id': ({ ref }) => ref,
  'snapshot-type': ({ type }) => type,
  engine: () => 'postgres',
};

/** Snapshots of this account and region, by name, instance or type; shared ones where they are asked for. */
export const describeDbSnapshots: Operation = listing('DescribeDBSnapshots', 'snapshot', (scope, input) => {
  const { page, ...marker } = pageOf(input, filtered(input, wanted(scope, input), FIELDS), keyOf);
  return { DBSnapshots: page.map((snapshot) => snapshotOutput(scope.context, snapshot, scope.place.account)), ...marker };
});

function wanted(scope: Scope, input: Input): readonly Snapshot[] {
  const type = text(input, 'SnapshotType');
  if (type !== undefined && !TYPES.includes(type)) throw errors.invalidValue(`Invalid snapshot type: ${type}. Valid types: ${TYPES.join(', ')}`);
  const name = text(input, 'DBSnapshotIdentifier');
  const candidates = name === undefined ? candidatesOf(scope, input, type) : [requireSnapshot(scope, name, false)];
  const instance = text(input, 'DBInstanceIdentifier')?.toLowerCase();
  const instanceName = instance?.startsWith('arn:') ? requireInstance(scope, instance).name : instance;
  const resource = text(input, 'DbiResourceId');
  return candidates.filter((snapshot) => (instanceName === undefined || snapshot.instanceName === instanceName) && (resource === undefined || snapshot.ref === resource) && (type === undefined || type === 'shared' || type === 'public' || snapshot.type === type));
}

/** Without a type RDS lists manual and automated ones; those of AWS Backup are to be asked for. */
function candidatesOf({ state, place }: Scope, input: Input, type: string | undefined): readonly Snapshot[] {
  const own = state.snapshots.list(place);
  const wantsShared = type === 'shared' || flag(input, 'IncludeShared') === true;
  const wantsPublic = type === 'public' || flag(input, 'IncludePublic') === true;
  const others = wantsShared || wantsPublic ? state.snapshots.all().filter((snapshot) => snapshot.region === place.region && snapshot.account !== place.account && visible(snapshot, place.account)) : [];
  const seen = others.filter(({ sharedWith }) => (wantsPublic && sharedWith.includes('all')) || (wantsShared && sharedWith.includes(place.account)));
  if (type === 'shared' || type === 'public') return [...seen].sort(byKey);
  const asksForTypes = ((input['Filters'] ?? []) as readonly { readonly Name?: string }[]).some(({ Name }) => Name === 'snapshot-type');
  return [...(type === undefined && !asksForTypes ? own.filter((snapshot) => snapshot.type !== 'awsbackup') : own), ...seen].sort(byKey);
}

function keyOf(snapshot: Snapshot): string {
  return `${snapshot.name} ${rdsArn('snapshot', snapshot)}`;
}

function byKey(a: Snapshot, b: Snapshot): number {
  return keyOf(a) < keyOf(b) ? -1 : 1;
}
