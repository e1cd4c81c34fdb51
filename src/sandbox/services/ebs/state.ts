import type { Catalogue, Place, SandboxContext } from '../../service.ts';
import { BlockStore } from './blocks/block-store.ts';
import type { BinRule, EbsSettings, FastRestore, Snapshot, Volume } from './model.ts';
import { EBS_TABLES } from './tables.ts';
import { TagRows } from './tag-rows.ts';
import { ThingRows } from './thing-rows.ts';

/** EBS's part of one catalogue, with its prepared statements. */
export class EbsState {
  readonly volumes: ThingRows<Volume>;
  readonly snapshots: ThingRows<Snapshot>;
  readonly rules: ThingRows<BinRule>;
  readonly fastRestores: ThingRows<FastRestore>;
  readonly tags: TagRows;
  readonly store: BlockStore;
  private readonly settings: ThingRows<EbsSettings>;

  constructor(context: Pick<SandboxContext, 'catalogue' | 'keys'>) {
    const { db } = context.catalogue;
    db.exec(EBS_TABLES);
    this.volumes = new ThingRows(db, 'volume');
    this.snapshots = new ThingRows(db, 'snapshot');
    this.rules = new ThingRows(db, 'rule');
    this.fastRestores = new ThingRows(db, 'fast-restore');
    this.settings = new ThingRows(db, 'settings');
    this.tags = new TagRows(db);
    this.store = new BlockStore(context);
  }

  /** One transaction over rows, blocks and maps. */
  change<T>(work: () => T): T {
    return this.store.change(work);
  }

  settingsOf(place: Place): EbsSettings {
    const id = `${place.account}/${place.region}`;
    return this.settings.find(id) ?? { id, account: place.account, region: place.region, due: null, encryptByDefault: false, defaultKeyArn: null };
  }

  putSettings(settings: EbsSettings): void {
    this.settings.put(settings);
  }
}

/** One state per open catalogue, found by the catalogue itself: two sandboxes in one process share nothing. */
const STATES = new WeakMap<Catalogue, EbsState>();

/** The EBS state of a catalogue. */
export function ebsState(context: Pick<SandboxContext, 'catalogue' | 'keys'>): EbsState {
  const known = STATES.get(context.catalogue);
  if (known) return known;
  const state = new EbsState(context);
  STATES.set(context.catalogue, state);
  return state;
}
