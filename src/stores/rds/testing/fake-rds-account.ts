import type { DBInstance, DBSnapshot, Tag } from '@aws-sdk/client-rds';

interface Command {
  readonly constructor: { readonly name: string };
  readonly input: unknown;
}

/** Instances and snapshots in memory, behind what looks like the SDK's client: for tests of those who ask RDS for changes. */
export interface FakeRdsAccount {
  readonly instances: Map<string, DBInstance>;
  readonly snapshots: Map<string, DBSnapshot>;
  /** Every request but looks, as `<operation>` and its input. */
  readonly asked: { readonly name: string; readonly input: Readonly<Record<string, unknown>> }[];
  /** Errors with which RDS answers the next requests of an operation, by their code. */
  readonly refusals: Map<string, string[]>;
  client(): { send(command: Command): Promise<unknown>; destroy(): void };
}

/** What the operations below read of a request. */
interface Input {
  readonly DBInstanceIdentifier: string;
  readonly DBSnapshotIdentifier: string;
  readonly FinalDBSnapshotIdentifier?: string;
  readonly Tags?: Tag[];
}

/** An empty account. */
export function fakeRdsAccount(): FakeRdsAccount {
  const account: FakeRdsAccount = { instances: new Map(), snapshots: new Map(), asked: [], refusals: new Map(), client: () => ({ send: async (command) => answer(account, command), destroy: () => undefined }) };
  return account;
}

function answer(account: FakeRdsAccount, { constructor, input }: Command): unknown {
  const name = constructor.name.replace(/Command$/, '');
  if (!name.startsWith('Describe')) account.asked.push({ name, input: input as Readonly<Record<string, unknown>> });
  const refused = account.refusals.get(name)?.shift();
  if (refused !== undefined) throw awsError(refused);
  return OPERATIONS[name]?.(account, input as Input) ?? {};
}

const OPERATIONS: Readonly<Record<string, (account: FakeRdsAccount, input: Input) => unknown>> = {
  DescribeDBInstances: ({ instances }, { DBInstanceIdentifier }) => ({ DBInstances: [found(instances, DBInstanceIdentifier, 'DBInstanceNotFound')] }),
  DescribeDBSnapshots: ({ snapshots }, { DBSnapshotIdentifier }) => ({ DBSnapshots: [found(snapshots, DBSnapshotIdentifier, 'DBSnapshotNotFound')] }),
  CreateDBInstance: ({ instances }, { DBInstanceIdentifier }) => { instances.set(DBInstanceIdentifier, fakeInstance(DBInstanceIdentifier, { DbiResourceId: 'db-CREATED00001' })); },
  DeleteDBInstance: ({ instances, snapshots }, { DBInstanceIdentifier, FinalDBSnapshotIdentifier }) => {
    const { DbiResourceId } = found(instances, DBInstanceIdentifier, 'DBInstanceNotFound');
    instances.delete(DBInstanceIdentifier);
    if (FinalDBSnapshotIdentifier !== undefined) snapshots.set(FinalDBSnapshotIdentifier, { DBSnapshotIdentifier: FinalDBSnapshotIdentifier, DbiResourceId, Status: 'available' });
  },
  RestoreDBInstanceFromDBSnapshot: ({ instances }, { DBInstanceIdentifier, Tags }) => {
    if (instances.has(DBInstanceIdentifier)) throw awsError('DBInstanceAlreadyExists');
    instances.set(DBInstanceIdentifier, fakeInstance(DBInstanceIdentifier, { DbiResourceId: 'db-PUTBACK00001', TagList: Tags }));
  },
  ModifyDBInstance: ({ instances }, { DBInstanceIdentifier, ...changes }) => {
    instances.set(DBInstanceIdentifier, { ...found(instances, DBInstanceIdentifier, 'DBInstanceNotFound'), ...changes });
  },
};

function found<T>(rows: ReadonlyMap<string, T>, name: string, missing: string): T {
  const row = rows.get(name);
  if (row === undefined) throw awsError(missing);
  return row;
}

function awsError(code: string): Error {
  return Object.assign(new Error(`RDS says ${code}`), { name: `${code}Fault`, $metadata: { httpStatusCode: 400 } });
}

/** An available instance that allows drills; what matters to a test it gives itself. */
export function fakeInstance(identifier: string, given: Partial<DBInstance> = {}): DBInstance {
  return {
    DBInstanceIdentifier: identifier, DBInstanceArn: `arn:aws:rds:us-west-2:111111111111:db:${identifier}`, DBInstanceStatus: 'available', DbiResourceId: 'db-LOST00000001', Engine: 'postgres',
    Endpoint: { Address: '127.0.0.1', Port: 5432 }, DBName: 'portal', StorageEncrypted: true, DeletionProtection: false, TagList: [{ Key: 'drillable', Value: 'yes' }], ...given,
  };
}
