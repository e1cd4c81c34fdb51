import type { Catalogue } from '../../service.ts';
import { EventRows } from './event-rows.ts';
import { LookupThrottle } from './lookup-throttle.ts';
import { CLOUDTRAIL_TABLES } from './tables.ts';
import { DigestRows } from './trails/digest-rows.ts';
import { TrailRows } from './trails/trail-rows.ts';

/** CloudTrail's part of one catalogue. */
class TrailState {
  readonly events: EventRows;
  readonly throttle = new LookupThrottle();
  readonly trails: TrailRows;
  readonly digests: DigestRows;

  constructor({ db }: Catalogue) {
    db.exec(CLOUDTRAIL_TABLES);
    this.events = new EventRows(db);
    this.trails = new TrailRows(db);
    this.digests = new DigestRows(db);
  }
}

/** One state per open catalogue, found by the catalogue itself: two sandboxes in one process share nothing. */
const STATES = new WeakMap<Catalogue, TrailState>();

/** The CloudTrail state of a catalogue. */
export function trailState(catalogue: Catalogue): TrailState {
  const known = STATES.get(catalogue);
  if (known) return known;
  const state = new TrailState(catalogue);
  STATES.set(catalogue, state);
  return state;
}
