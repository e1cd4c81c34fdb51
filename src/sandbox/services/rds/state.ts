import type { Catalogue } from '../../service.ts';
import { DocumentRows } from './document-rows.ts';
import { EventRows } from './event-rows.ts';
import { JobRows } from './job-rows.ts';
import type { AutomatedBackup, Instance, OptionGroup, ParameterGroup, Snapshot, SubnetGroup } from './model.ts';
import { RDS_TABLES } from './tables.ts';

/** RDS's part of one catalogue, with its prepared statements. */
export class RdsState {
  private readonly catalogue: Catalogue;
  readonly instances: DocumentRows<Instance>;
  readonly snapshots: DocumentRows<Snapshot>;
  readonly backups: DocumentRows<AutomatedBackup>;
  readonly parameterGroups: DocumentRows<ParameterGroup>;
  readonly subnetGroups: DocumentRows<SubnetGroup>;
  readonly optionGroups: DocumentRows<OptionGroup>;
  readonly jobs: JobRows;
  readonly events: EventRows;

  constructor(catalogue: Catalogue) {
    const { db } = catalogue;
    this.catalogue = catalogue;
    db.exec(RDS_TABLES);
    this.instances = new DocumentRows(db, 'rds_instance');
    this.snapshots = new DocumentRows(db, 'rds_snapshot');
    this.backups = new DocumentRows(db, 'rds_automated_backup');
    this.parameterGroups = new DocumentRows(db, 'rds_parameter_group');
    this.subnetGroups = new DocumentRows(db, 'rds_subnet_group');
    this.optionGroups = new DocumentRows(db, 'rds_option_group');
    this.jobs = new JobRows(db);
    this.events = new EventRows(db);
  }

  change<T>(work: () => T): T {
    return this.catalogue.transaction(work);
  }

  instance(resourceId: string): Instance | null {
    return this.instances.byRef(resourceId)[0] ?? null;
  }

  /** Changes the instance as it is now; nothing when it is gone. Inside `change` only. */
  edit(resourceId: string, how: (now: Instance) => Partial<Instance>): Instance | null {
    const now = this.instance(resourceId);
    return now && this.instances.put({ ...now, ...how(now) });
  }

  /** The automated backup of an instance, living or deleted. */
  backup(resourceId: string): AutomatedBackup | null {
    return this.backups.byRef(resourceId)[0] ?? null;
  }
}

/** One state per open catalogue, found by the catalogue itself: two sandboxes in one process share nothing. */
const STATES = new WeakMap<Catalogue, RdsState>();

/** The RDS state of a catalogue. */
export function stateOf(catalogue: Catalogue): RdsState {
  const known = STATES.get(catalogue);
  if (known) return known;
  const state = new RdsState(catalogue);
  STATES.set(catalogue, state);
  return state;
}
