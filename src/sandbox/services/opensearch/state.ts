import type { Catalogue } from '../../service.ts';
import { AutomatedRows } from './automated-rows.ts';
import { DataRows } from './data-rows.ts';
import { DomainRows } from './domain-rows.ts';
import { JobRows } from './job-rows.ts';
import type { Domain } from './model.ts';
import { RepositoryRows } from './repository-rows.ts';
import { OPENSEARCH_TABLES } from './tables.ts';

/** OpenSearch Service's part of one catalogue, with its prepared statements. */
export class OpenSearchState {
  readonly domains: DomainRows;
  readonly jobs: JobRows;
  readonly automated: AutomatedRows;
  readonly data: DataRows;
  readonly repositories: RepositoryRows;
  private readonly catalogue: Catalogue;

  constructor(catalogue: Catalogue) {
    const { db } = catalogue;
    db.exec(OPENSEARCH_TABLES);
    this.catalogue = catalogue;
    this.domains = new DomainRows(db);
    this.jobs = new JobRows(db);
    this.automated = new AutomatedRows(db);
    this.data = new DataRows(db);
    this.repositories = new RepositoryRows(db);
  }

  change<T>(work: () => T): T {
    try {
      return this.catalogue.transaction(work);
    } finally {
      this.domains.forget();
    }
  }

  /** Changes the domain as it is now; nothing when it is gone. Inside `change` only. */
  edit(ref: string, how: (now: Domain) => Partial<Domain>): Domain | null {
    const now = this.domains.byRef(ref);
    return now && this.domains.put({ ...now, ...how(now) });
  }
}

/** One state per open catalogue, found by the catalogue itself: two sandboxes in one process share nothing. */
const STATES = new WeakMap<Catalogue, OpenSearchState>();

/** The OpenSearch Service state of a catalogue. */
export function stateOf(catalogue: Catalogue): OpenSearchState {
  const known = STATES.get(catalogue);
  if (known) return known;
  const state = new OpenSearchState(catalogue);
  STATES.set(catalogue, state);
  return state;
}
