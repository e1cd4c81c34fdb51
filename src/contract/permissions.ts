import type { Principal } from './aws.ts';

/**
 * Actions that AWS must allow, on resources whose names a plan fills in. In `on` stand ARNs with names in braces: of a store `{account}`,
 * `{region}`, `{name}`, `{pointer}`; of each of its backups `{vault}`, `{copy}` or `{sources}` with `{backup.account}` and `{backup.region}`;
 * of the harness `{safety}` and `{lease}`; of a step `{role}`, which AWS Backup acts as, and its arguments such as `{with.to.bucket}`; `{global}` is the region of the global control planes. A template with the name of a
 * backup of a kind that the plan does not use gives nothing.
 */
export interface Permission {
  readonly actions: readonly string[];
  readonly on: readonly string[];
  /** The argument of a step that names the store whose names fill it in (`store`). */
  readonly store?: string;
}

/** What each principal needs for one thing that a plan does. */
export type Needs = Partial<Readonly<Record<Principal, readonly Permission[]>>>;

/** What everything that a plan can name needs. A fault, step or service that is missing here gets nothing, and AWS refuses it by name. */
export interface PermissionTables {
  readonly faults: ReadonlyMap<string, Needs>;
  readonly steps: ReadonlyMap<string, Needs>;
  /** By service: taking, keeping, using and discarding the harness's own copy. */
  readonly safetyCopies: ReadonlyMap<string, Needs>;
  /** By service: all looks at a store and its backups, checks of runbooks included. */
  readonly looks: ReadonlyMap<string, Needs>;
  /** Whatever the plan: proving identity, the lease. */
  readonly always: Needs;
}
