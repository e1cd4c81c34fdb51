import type { Place } from '../../service.ts';
import { rowTable, type Row } from '../backup/row-table.ts';
import type { IndexShape, Position, Size, TableShape } from './engine/item-engine.ts';

export type Tags = Readonly<Record<string, string>>;

export interface Throughput {
  readonly ReadCapacityUnits: number;
  readonly WriteCapacityUnits: number;
}

export interface LocalIndex extends IndexShape {
  readonly IndexName: string;
}

export interface GlobalIndex extends IndexShape {
  readonly status: 'CREATING' | 'ACTIVE' | 'DELETING';
  readonly throughput: Throughput | null;
}

/** What a table is made of, apart from its items: what a backup keeps of it and a restore brings back. */
export interface TableDesign {
  readonly name: string;
  readonly attributes: TableShape['AttributeDefinitions'];
  readonly keySchema: TableShape['KeySchema'];
  readonly globalIndexes: readonly GlobalIndex[];
  readonly localIndexes: readonly LocalIndex[];
  /** Null: on demand. */
  readonly throughput: Throughput | null;
  readonly tableClass: 'STANDARD' | 'STANDARD_INFREQUENT_ACCESS';
  /** KMS key of the table; null for the key that AWS owns. */
  readonly keyArn: string | null;
}

export type TableState = 'CREATING' | 'UPDATING' | 'ACTIVE' | 'DELETING' | 'DELETED';

/** A table; `id` is its TableId, `resource` its ARN. A deleted one stays as a row as long as backups need its items. */
export interface Table extends Row {
  readonly state: TableState;
  /** Names its items in the engine. */
  readonly ref: string;
  readonly design: TableDesign;
  readonly protected: boolean;
  readonly tags: Tags;
  readonly stream: { readonly view: string; readonly label: string; readonly enabled: boolean } | null;
  readonly ttl: { readonly attribute: string; readonly status: 'ENABLING' | 'ENABLED' | 'DISABLING' } | null;
  readonly pitr: Pitr | null;
  readonly restore: TableRestore | null;
  /** When its state ends, and when a change of its time to live does; `due` is the earlier one. */
  readonly stateDue: number | null;
  readonly ttlDue: number | null;
  /** When its key was first found unusable. */
  readonly inaccessibleSince: number | null;
  readonly billingChanged: number | null;
}

export interface Pitr {
  readonly days: number;
  /** No moment before this one can be restored: when it was switched on, or what the window reached back to when its length was changed. */
  readonly floorMicros: number;
}

/** Where a table's items came from. */
export interface TableRestore {
  readonly sourceArn: string;
  readonly sourceBackupArn: string | null;
  readonly atMicros: number;
  /** Row of the backup that holds the items until they are there. */
  readonly base: string;
  /** Restore job of AWS Backup. */
  readonly jobId: string | null;
  readonly done: boolean;
  /** Why it came to nothing. */
  readonly failure: string | null;
}

/** USER, SYSTEM and AWS_BACKUP are what DynamoDB lists; VAULT is a point that only AWS Backup knows, BASE holds the items of a restore while it goes on. */
export type BackupKind = 'USER' | 'SYSTEM' | 'AWS_BACKUP' | 'VAULT' | 'BASE';

/** A backup: a position in the history of a table, which the engine keeps for it. `id` is its ARN where it has one, `resource` the table's. */
export interface Backup extends Row {
  readonly state: 'CREATING' | 'AVAILABLE';
  readonly kind: BackupKind;
  readonly name: string;
  /** Job of AWS Backup that made it. */
  readonly jobId: string | null;
  readonly tableId: string;
  readonly tableCreated: number;
  readonly design: TableDesign;
  readonly features: { readonly stream: Table['stream']; readonly ttl: Table['ttl'] };
  /** Where its items lie, which for a copy is another account or region than its own. */
  readonly store: Place;
  readonly position: Position;
  readonly size: Size;
  /** Key that guards it. */
  readonly keyArn: string | null;
  readonly expires: number | null;
}

export const TABLES = rowTable<Table>('dynamodb_table');
export const BACKUPS = rowTable<Backup>('dynamodb_backup');

/** Tables of DynamoDB; `dynamodb_trim` says whose history is looked through next. */
export const DYNAMODB_TABLES = `${TABLES.ddl}
${BACKUPS.ddl}
CREATE TABLE IF NOT EXISTS dynamodb_trim (ref TEXT PRIMARY KEY, account TEXT NOT NULL, region TEXT NOT NULL, due INTEGER NOT NULL) STRICT;`;
