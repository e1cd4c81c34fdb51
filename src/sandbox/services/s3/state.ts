import type { BlobStore } from '../../blobs/blob-store.ts';
import { blobsOf } from '../../blobs/blobs-of.ts';
import type { Catalogue } from '../../service.ts';
import { LogRows } from './access-logs/log-rows.ts';
import { BucketRows } from './bucket-rows.ts';
import { EventRows } from './event-rows.ts';
import { ReplicationRows } from './replication/replication-rows.ts';
import { LifecycleClock } from './lifecycle/lifecycle-clock.ts';
import { S3_TABLES } from './tables.ts';
import { UploadRows } from './upload-rows.ts';
import { VersionRows } from './version-rows.ts';

/** S3's part of one catalogue, with its prepared statements. */
export class S3State {
  private readonly catalogue: Catalogue;
  readonly blobs: BlobStore;
  readonly buckets: BucketRows;
  readonly versions: VersionRows;
  readonly uploads: UploadRows;
  readonly events: EventRows;
  readonly lifecycle: LifecycleClock;
  readonly replication: ReplicationRows;
  readonly accessLogs: LogRows;

  constructor(catalogue: Catalogue) {
    this.catalogue = catalogue;
    catalogue.db.exec(S3_TABLES);
    this.blobs = blobsOf(catalogue);
    this.buckets = new BucketRows(catalogue.db);
    this.versions = new VersionRows(catalogue.db);
    this.uploads = new UploadRows(catalogue.db);
    this.events = new EventRows(catalogue.db);
    this.lifecycle = new LifecycleClock(catalogue.db);
    this.replication = new ReplicationRows(catalogue);
    this.accessLogs = new LogRows(catalogue);
  }

  /** One transaction over objects and blobs. */
  change<T>(work: () => T): T {
    return this.blobs.change(work);
  }

  /** One transaction that also changes buckets. */
  changeBuckets<T>(work: () => T): T {
    try {
      return this.blobs.change(work);
    } finally {
      this.buckets.forget();
      // What was read between this change and a commit that fails is not true either.
      this.catalogue.settled()?.catch(() => this.buckets.forget());
    }
  }
}

/** One state per open catalogue, found by the catalogue itself: two sandboxes in one process share nothing. */
const STATES = new WeakMap<Catalogue, S3State>();

/** The S3 state of a catalogue. */
export function stateOf(catalogue: Catalogue): S3State {
  const known = STATES.get(catalogue);
  if (known) return known;
  const state = new S3State(catalogue);
  STATES.set(catalogue, state);
  return state;
}
