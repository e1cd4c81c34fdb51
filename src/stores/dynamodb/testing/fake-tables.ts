import type { BackupDescription, TableDescription, Tag } from '@aws-sdk/client-dynamodb';

interface Command {
  readonly constructor: { readonly name: string };
  readonly input: unknown;
}

/** Tables and backups in memory, behind what looks like the SDK's client: for tests of those who ask DynamoDB for changes. */
export interface FakeTables {
  readonly tables: Map<string, TableDescription>;
  readonly backups: Map<string, BackupDescription>;
  readonly tags: Tag[];
  /** Every request but looks, as `<operation>` and its input. */
  readonly asked: { readonly name: string; readonly input: Readonly<Record<string, unknown>> }[];
  /** Errors with which DynamoDB answers the next requests of an operation, by their code. */
  readonly refusals: Map<string, string[]>;
  client(): { send(command: Command): Promise<unknown>; destroy(): void };
}

/** What the operations below read of a request. */
interface Input {
  readonly TableName: string;
  readonly BackupArn: string;
  readonly BackupName: string;
  readonly TargetTableName: string;
}

/** An account without tables; what tags the tables bear is one list for all. */
export function fakeTables(): FakeTables {
  const account: FakeTables = { tables: new Map(), backups: new Map(), tags: [{ Key: 'drillable', Value: 'yes' }], asked: [], refusals: new Map(), client: () => ({ send: async (command) => answer(account, command), destroy: () => undefined }) };
  return account;
}

function answer(account: FakeTables, { constructor, input }: Command): unknown {
  const name = constructor.name.replace(/Command$/, '');
  if (!/^(Describe|List)/.test(name)) account.asked.push({ name, input: input as Readonly<Record<string, unknown>> });
  const refused = account.refusals.get(name)?.shift();
  if (refused !== undefined) throw awsError(refused);
  return OPERATIONS[name]?.(account, input as Input) ?? {};
}

const OPERATIONS: Readonly<Record<string, (account: FakeTables, input: Input) => unknown>> = {
  DescribeTable: ({ tables }, { TableName }) => ({ Table: found(tables, TableName, 'ResourceNotFoundException') }),
  ListTagsOfResource: ({ tags }) => ({ Tags: tags }),
  ListBackups: ({ backups }) => ({ BackupSummaries: [...backups.values()].map(({ BackupDetails }) => BackupDetails ?? {}) }),
  DescribeBackup: ({ backups }, { BackupArn }) => ({ BackupDescription: found(backups, BackupArn, 'BackupNotFoundException') }),
  CreateBackup: ({ backups }, { BackupName }) => { backups.set(`arn:${BackupName}`, fakeBackup(BackupName)); },
  DeleteTable: ({ tables }, { TableName }) => {
    found(tables, TableName, 'ResourceNotFoundException');
    tables.delete(TableName);
  },
  RestoreTableFromBackup: ({ tables }, { TargetTableName, BackupArn }) => {
    if (tables.has(TargetTableName)) throw awsError('TableAlreadyExistsException');
    tables.set(TargetTableName, fakeTable(TargetTableName, { TableId: 'put-back-0001', RestoreSummary: { SourceBackupArn: BackupArn, RestoreInProgress: false, RestoreDateTime: undefined } }));
  },
  UpdateTable: ({ tables }, { TableName, ...changes }) => { tables.set(TableName, { ...found(tables, TableName, 'ResourceNotFoundException'), ...(changes as Partial<TableDescription>) }); },
};

function found<T>(rows: ReadonlyMap<string, T>, name: string, missing: string): T {
  const row = rows.get(name);
  if (row === undefined) throw awsError(missing);
  return row;
}

function awsError(code: string): Error {
  return Object.assign(new Error(`DynamoDB says ${code}`), { name: code, $metadata: { httpStatusCode: 400 } });
}

/** An ACTIVE table that allows drills; what matters to a test it gives itself. */
export function fakeTable(name: string, given: Partial<TableDescription> = {}): TableDescription {
  return { TableName: name, TableArn: `arn:aws:dynamodb:us-west-2:111111111111:table/${name}`, TableStatus: 'ACTIVE', TableId: 'lost-0000001', ItemCount: 5, TableSizeBytes: 50, DeletionProtectionEnabled: false, LatestStreamArn: 'arn:stream', BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' }, ...given };
}

function fakeBackup(name: string): BackupDescription {
  return { BackupDetails: { BackupArn: `arn:${name}`, BackupName: name, BackupStatus: 'AVAILABLE', BackupType: 'USER', BackupCreationDateTime: undefined } };
}
