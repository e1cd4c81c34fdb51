import { PolicyCache } from '../../authorise/authorise.ts';
import type { Catalogue, SandboxTime } from '../../service.ts';
import { AliasRows } from './alias-rows.ts';
import { DataKeys } from './data-keys.ts';
import { GrantRows } from './grant-rows.ts';
import { KeyRows } from './key-rows.ts';
import { KMS_TABLES } from './tables.ts';

/** KMS's part of one catalogue, with its prepared statements. */
export class KmsState {
  readonly catalogue: Catalogue;
  readonly keys: KeyRows;
  readonly aliases: AliasRows;
  readonly grants: GrantRows;
  readonly dataKeys: DataKeys;
  readonly policies = new PolicyCache();
  private clock: Pick<SandboxTime, 'nowMicros'> = { nowMicros: () => 0 };

  constructor(catalogue: Catalogue) {
    catalogue.db.exec(KMS_TABLES);
    this.catalogue = catalogue;
    this.keys = new KeyRows(catalogue.db);
    this.aliases = new AliasRows(catalogue.db);
    this.grants = new GrantRows(catalogue.db);
    this.dataKeys = new DataKeys(catalogue, this.keys);
  }

  /** Drill time, for conditions of key policies; set when the key ring is opened. */
  nowMicros(): number {
    return this.clock.nowMicros();
  }

  useClock(clock: Pick<SandboxTime, 'nowMicros'>): void {
    this.clock = clock;
  }
}

/** One state per open catalogue, found by the catalogue itself: two sandboxes in one process share nothing. */
const STATES = new WeakMap<Catalogue, KmsState>();

/** The KMS state of a catalogue. */
export function kmsState(catalogue: Catalogue): KmsState {
  const known = STATES.get(catalogue);
  if (known) return known;
  const state = new KmsState(catalogue);
  STATES.set(catalogue, state);
  return state;
}
