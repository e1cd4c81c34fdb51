import type { Principal } from '#contract/aws';
import type { BackupConfig, ResolvedConfig, StoreConfig } from '#contract/config.schema';
import type { Needs, Permission, PermissionTables } from '#contract/permissions';
import type { Runbook } from '#contract/runbook';
import type { ResolvedScenario } from '#contract/scenario.schema';
import { fillIn, type Names } from './fill-in.ts';

/** One way through one scenario: what a policy has to be enough for. */
export interface Way {
  readonly scenario: ResolvedScenario;
  readonly runbook: Runbook;
  /** The document that leads home again, of a scenario that leaves a region. */
  readonly failback?: Runbook | null;
  /** Stores with only the backups that this way rests on. */
  readonly config: ResolvedConfig;
}

/** An action on one resource, as IAM knows it. */
export interface Grant {
  readonly principal: Principal;
  readonly action: string;
  readonly resource: string;
}

/** Every action that these ways need of AWS, each once, in order: from documents and tables alone. */
export function deriveGrants(ways: readonly Way[], tables: PermissionTables): readonly Grant[] {
  const grants = new Map<string, Grant>();
  for (const { principal, permission, names } of ways.flatMap((way) => needed(way, tables))) {
    for (const resource of permission.on.flatMap((template) => fillIn(template, names))) {
      for (const action of permission.actions) grants.set(`${principal} ${action} ${resource}`, { principal, action, resource });
    }
  }
  return [...grants].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, grant]) => grant);
}

interface Needed {
  readonly principal: Principal;
  readonly permission: Permission;
  readonly names: readonly Names[];
}

function needed(way: Way, tables: PermissionTables): readonly Needed[] {
  const { scenario } = way;
  const all = storesOf(way);
  return [
    ...each(tables.always, () => all.flatMap((store) => namesOf(way, store))),
    ...scenario.faults.flatMap((fault) => each(tables.faults.get(fault.uses), (permission) => named(way, fault.with, permission))),
    ...stepsOf(way).flatMap((step) => each(tables.steps.get(step.uses), (permission) => named(way, step.with, permission))),
    ...all.flatMap((store) => [tables.safetyCopies.get(store.service), tables.looks.get(store.service)].flatMap((needs) => each(needs, () => namesOf(way, store)))),
  ];
}

function each(needs: Needs | undefined, names: (permission: Permission) => readonly Names[]): readonly Needed[] {
  return Object.entries(needs ?? {}).flatMap(([principal, permissions]) => permissions.map((permission) => ({ principal: principal as Principal, permission, names: names(permission) })));
}

function stepsOf({ runbook, failback }: Way): Runbook['steps'] {
  return [...runbook.steps, ...(failback?.steps ?? [])];
}

function storesOf({ scenario, config }: Way): readonly StoreConfig[] {
  return config.platform.stores.filter(({ id }) => scenario.stores.includes(id));
}

/** The names of the store that an argument is about; of a step that is about no one store: of all of them. */
function named(way: Way, args: Readonly<Record<string, unknown>>, { store: key = 'store' }: Permission): readonly Names[] {
  const own = storesOf(way).filter(({ id }) => id === args[key]);
  const names = namesIn(args, 'with');
  const given = { ...names, role: names['with.role'] ?? 'aws-backup' };
  return (own.length > 0 ? own : storesOf(way)).flatMap((store) => namesOf(way, store, given));
}

/** What a document says itself: `{ to: { bucket: 'b' } }` gives `with.to.bucket`. What an earlier step will say is in no plan. */
function namesIn(value: unknown, path: string): Names {
  if (typeof value === 'string') return value.startsWith('$') ? {} : { [path]: value };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return Object.assign({}, ...Object.entries(value).map(([key, one]) => namesIn(one, `${path}.${key}`))) as Names;
}

/** One set of names for each backup and region that the store can be in. */
function namesOf(way: Way, store: StoreConfig, given: Names = {}): readonly Names[] {
  const { scenario, config } = way;
  const { accounts, harness, regions } = config;
  const leaves = stepsOf(way).some(({ uses }) => uses.startsWith('region.')) || scenario.faults.some(({ uses }) => uses.startsWith('region.'));
  const places = leaves ? [...new Set([store.region, regions.recovery])] : [store.region];
  return places.flatMap((region) => {
    const own = { ...given, account: accounts[store.account].id, region, name: store.resource, pointer: store.pointer, global: regions.global, lease: harness.leaseBucket, safety: harness.safetyBucket, ...(config.evidence?.anchor ? { anchor: config.evidence.anchor.bucket } : {}) };
    return [own, ...store.backups.map((backup) => ({ ...own, ...namesOfBackup(backup, config) }))];
  });
}

const KINDS: Partial<Readonly<Record<BackupConfig['kind'], string>>> = { 'aws-backup': 'vault', 's3-copy': 'copy', 'source-files': 'sources' };

function namesOfBackup({ kind, resource, account, region }: BackupConfig, { accounts }: ResolvedConfig): Names {
  const name = KINDS[kind];
  return { 'backup.account': accounts[account].id, 'backup.region': region, ...(name === undefined ? {} : { [name]: resource }) };
}
