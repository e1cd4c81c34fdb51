import type { Catalogue, Place } from '../../service.ts';
import { BACKUPS, DYNAMODB_TABLES, TABLES, type Backup, type Table } from './model.ts';

const DAY_MICROS = 86_400_000_000;

/** DynamoDB's part of one catalogue. Tables and the positions that backups hold are asked for by every write, so they are kept at hand. */
class DynamoState {
  private readonly catalogue: Catalogue;
  private readonly byId = new Map<string, Table>();
  private readonly byArn = new Map<string, Table>();
  private readonly byItems = new Map<string, Table>();
  /** Positions that backups hold, in ascending order, by the reference of a table's items. */
  private pins = new Map<string, number[]>();

  constructor(catalogue: Catalogue) {
    this.catalogue = catalogue;
    catalogue.db.exec(DYNAMODB_TABLES);
    this.read();
  }

  /** Changes several things in one transaction; when it throws nothing is changed. */
  change<T>(work: () => T): T {
    try {
      return this.catalogue.transaction(work);
    } catch (error) {
      this.read();
      throw error;
    }
  }

  /** A table that is there, whatever its state; deleted ones are not. */
  find(arn: string): Table | null {
    return this.byArn.get(arn) ?? null;
  }

  byTableId(id: string): Table | null {
    return this.byId.get(id) ?? null;
  }

  /** The table that items belong to; also one that was deleted. */
  byRef(ref: string): Table | null {
    return this.byItems.get(ref) ?? null;
  }

  of({ account, region }: Place): readonly Table[] {
    return [...this.byArn.values()].filter((table) => table.account === account && table.region === region);
  }

  all(): readonly Table[] {
    return [...this.byId.values()];
  }

  put(table: Table): Table {
    const dues = [table.stateDue, table.ttlDue].filter((due) => due !== null);
    const row: Table = { ...table, due: dues.length === 0 ? null : Math.min(...dues) };
    TABLES.put(this.catalogue, row);
    this.keep(row);
    return row;
  }

  remove(table: Table): void {
    TABLES.remove(this.catalogue, table.id);
    this.byId.delete(table.id);
    this.byItems.delete(table.ref);
    if (this.byArn.get(table.resource)?.id === table.id) this.byArn.delete(table.resource);
  }

  backup(id: string): Backup | null {
    return BACKUPS.find(this.catalogue, id);
  }

  backupsOf(place: Place): readonly Backup[] {
    return BACKUPS.of(this.catalogue, place);
  }

  backupsOfTable(arn: string): readonly Backup[] {
    return BACKUPS.ofResource(this.catalogue, arn);
  }

  putBackup(backup: Backup): Backup {
    BACKUPS.put(this.catalogue, backup);
    this.readPins();
    return backup;
  }

  removeBackup(backup: Backup, nowMicros: number): void {
    BACKUPS.remove(this.catalogue, backup.id);
    this.readPins();
    this.trimLater(backup.position.ref, backup.store, nowMicros);
  }

  /** Positions that backups hold of a table's items, ascending. */
  positions(ref: string): readonly number[] {
    return this.pins.get(ref) ?? [];
  }

  /** Keeps a position from now on, before its backup has a row: writes that come meanwhile must already leave it what it needs. */
  hold(ref: string, positionMicros: number): void {
    const held = this.pins.get(ref) ?? [];
    this.pins.set(ref, [...held, positionMicros].sort((a, b) => a - b));
  }

  /** The history of a table is looked through in a day, unless it is due before. */
  trimLater(ref: string, { account, region }: Place, nowMicros: number): void {
    this.catalogue.db.prepare('INSERT OR IGNORE INTO dynamodb_trim (ref, account, region, due) VALUES (?, ?, ?, ?)').run(ref, account, region, Math.floor(nowMicros) + DAY_MICROS);
  }

  trims(): { readonly next: () => number | null; readonly due: (atMicros: number) => readonly (Place & { readonly ref: string })[]; readonly done: (ref: string) => void } {
    const { db } = this.catalogue;
    return {
      next: () => (db.prepare('SELECT min(due) AS due FROM dynamodb_trim').get() as { readonly due: number | null }).due,
      due: (atMicros) => db.prepare('SELECT ref, account, region FROM dynamodb_trim WHERE due <= ? ORDER BY due').all(atMicros) as unknown as (Place & { readonly ref: string })[],
      done: (ref) => { db.prepare('DELETE FROM dynamodb_trim WHERE ref = ?').run(ref); },
    };
  }

  private read(): void {
    this.byId.clear();
    this.byItems.clear();
    this.byArn.clear();
    const rows = this.catalogue.db.prepare('SELECT body FROM dynamodb_table').all() as unknown as { readonly body: string }[];
    for (const { body } of rows) this.keep(JSON.parse(body) as Table);
    this.readPins();
  }

  private keep(table: Table): void {
    this.byId.set(table.id, table);
    this.byItems.set(table.ref, table);
    if (table.state !== 'DELETED') this.byArn.set(table.resource, table);
    else if (this.byArn.get(table.resource)?.id === table.id) this.byArn.delete(table.resource);
  }

  private readPins(): void {
    const pins = new Map<string, number[]>();
    const rows = this.catalogue.db.prepare("SELECT json_extract(body, '$.position.ref') AS ref, json_extract(body, '$.position.positionMicros') AS at FROM dynamodb_backup ORDER BY at").all() as unknown as { readonly ref: string; readonly at: number }[];
    for (const { ref, at } of rows) {
      const held = pins.get(ref);
      if (held) held.push(at);
      else pins.set(ref, [at]);
    }
    this.pins = pins;
  }
}

const STATES = new WeakMap<Catalogue, DynamoState>();

/** The state of a catalogue, read when it is first needed. */
export function stateOf(catalogue: Catalogue): DynamoState {
  const known = STATES.get(catalogue);
  if (known) return known;
  const state = new DynamoState(catalogue);
  STATES.set(catalogue, state);
  return state;
}
