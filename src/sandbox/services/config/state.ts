import type { StatementSync } from 'node:sqlite';
import type { Catalogue, Place } from '../../service.ts';
import { trailState } from '../cloudtrail/state.ts';
import { ConfigRows } from './config-rows.ts';
import { CONFIG_TABLES } from './tables.ts';

/** A call that may have changed something. */
interface WriteEvent {
  readonly seq: number;
  readonly at: number;
}

/** Services whose calls change what is recorded. */
const SOURCES = ['s3', 'rds', 'dynamodb', 'elasticfilesystem', 'ec2', 'es', 'backup'].map((name) => `'${name}.amazonaws.com'`).join(', ');

/** AWS Config's part of one catalogue. */
class ConfigState extends ConfigRows {
  private readonly first: StatementSync;
  private readonly top: StatementSync;

  constructor({ db }: Catalogue) {
    db.exec(CONFIG_TABLES);
    super(db);
    this.first = db.prepare(`SELECT seq, at FROM cloudtrail_event WHERE account = ? AND region = ? AND seq > ? AND read_only = 0 AND source IN (${SOURCES}) ORDER BY seq LIMIT 1`);
    this.top = db.prepare('SELECT max(seq) AS seq FROM cloudtrail_event');
  }

  /** The first writing call after the one that was looked at last. */
  firstWrite({ account, region }: Place, afterSeq: number): WriteEvent | null {
    // a history that was forgotten counts anew
    const after = afterSeq > this.topEvent() ? 0 : afterSeq;
    return (this.first.get(account, region, after) as WriteEvent | undefined) ?? null;
  }

  topEvent(): number {
    return (this.top.get() as { readonly seq: number | null }).seq ?? 0;
  }
}

/** One state per open catalogue, found by the catalogue itself: two sandboxes in one process share nothing. */
const STATES = new WeakMap<Catalogue, ConfigState>();

/** The state of AWS Config in a catalogue. */
export function configState(catalogue: Catalogue): ConfigState {
  const known = STATES.get(catalogue);
  if (known) return known;
  // its tables are read here, so they must be there
  trailState(catalogue);
  const state = new ConfigState(catalogue);
  STATES.set(catalogue, state);
  return state;
}
