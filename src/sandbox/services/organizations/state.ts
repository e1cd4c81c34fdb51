import type { StatementSync } from 'node:sqlite';
import { MANAGEMENT_ACCOUNT, SANDBOX_ACCOUNTS } from '../../accounts.ts';
import type { PolicyDocument } from '../../authorise/policy-document.ts';
import type { Catalogue } from '../../service.ts';
import { FULL_AWS_ACCESS, POLICY_TYPES, ROOT_ID, type OrgPolicy, type PolicyType } from './model.ts';
import { ORGANIZATIONS_TABLES } from './tables.ts';

type Levels = readonly (readonly PolicyDocument[])[];

/** The organisation of one catalogue: its policies, and per account what binds it, held in memory until something changes. */
export class OrganizationState {
  private readonly catalogue: Catalogue;
  private readonly sql: Record<'byId' | 'list' | 'put' | 'remove' | 'of' | 'targets' | 'attach' | 'detach', StatementSync>;
  private readonly levels = new Map<string, Levels>();

  constructor(catalogue: Catalogue) {
    const { db } = catalogue;
    db.exec(ORGANIZATIONS_TABLES);
    this.catalogue = catalogue;
    this.sql = {
      byId: db.prepare('SELECT * FROM org_policy WHERE id = ?'),
      list: db.prepare('SELECT * FROM org_policy WHERE type = ? ORDER BY name'),
      put: db.prepare('INSERT OR REPLACE INTO org_policy (id, type, name, description, content) VALUES (?, ?, ?, ?, ?)'),
      remove: db.prepare('DELETE FROM org_policy WHERE id = ?'),
      of: db.prepare('SELECT policy FROM org_attached WHERE target = ? ORDER BY policy'),
      targets: db.prepare('SELECT target FROM org_attached WHERE policy = ? ORDER BY target'),
      attach: db.prepare('INSERT INTO org_attached (target, policy) VALUES (?, ?)'),
      detach: db.prepare('DELETE FROM org_attached WHERE target = ? AND policy = ?'),
    };
    this.seed();
  }

  /** Every write goes through here: what was remembered is forgotten, so the next call is held against what is new. */
  change<T>(work: () => T): T {
    try {
      return this.catalogue.transaction(work);
    } finally {
      this.levels.clear();
    }
  }

  /** What binds an account from the root down; nothing where it is the management account or no account of the organisation. */
  levelsOf(type: PolicyType, account: string): Levels {
    const name = `${type} ${account}`;
    const known = this.levels.get(name);
    if (known) return known;
    const bound = account !== MANAGEMENT_ACCOUNT && SANDBOX_ACCOUNTS.some(({ id }) => id === account);
    const levels = bound ? [ROOT_ID, account].map((target) => this.attachedTo(target, type).map(({ content }) => JSON.parse(content) as PolicyDocument)) : [];
    this.levels.set(name, levels);
    return levels;
  }

  policy(id: string): OrgPolicy | null {
    return POLICY_TYPES.map((type) => FULL_AWS_ACCESS[type]).find((one) => one.id === id) ?? (this.sql.byId.get(id) as unknown as OrgPolicy | undefined) ?? null;
  }

  policies(type: PolicyType): readonly OrgPolicy[] {
    return [FULL_AWS_ACCESS[type], ...this.sql.list.all(type) as unknown as readonly OrgPolicy[]];
  }

  put({ id, type, name, description, content }: OrgPolicy): void {
    this.sql.put.run(id, type, name, description, content);
  }

  remove(id: string): void {
    this.sql.remove.run(id);
  }

  attachedTo(target: string, type: PolicyType): readonly OrgPolicy[] {
    return (this.sql.of.all(target) as unknown as readonly { readonly policy: string }[]).flatMap(({ policy }) => this.policy(policy) ?? []).filter((policy) => policy.type === type);
  }

  targetsOf(policy: string): readonly string[] {
    return (this.sql.targets.all(policy) as unknown as readonly { readonly target: string }[]).map(({ target }) => target);
  }

  attach(target: string, policy: string): void {
    this.sql.attach.run(target, policy);
  }

  detach(target: string, policy: string): void {
    this.sql.detach.run(target, policy);
  }

  /** Root and accounts begin with everything allowed, each once: what a person detaches stays detached. */
  private seed(): void {
    const { db } = this.catalogue;
    const missing = [ROOT_ID, ...SANDBOX_ACCOUNTS.map(({ id }) => id)].filter((target) => db.prepare('SELECT 1 FROM org_seeded WHERE target = ?').get(target) === undefined);
    if (missing.length === 0) return;
    this.change(() => {
      for (const target of missing) {
        for (const type of POLICY_TYPES) this.attach(target, FULL_AWS_ACCESS[type].id);
        db.prepare('INSERT INTO org_seeded (target) VALUES (?)').run(target);
      }
    });
  }
}

/** One state per open catalogue, found by the catalogue itself: two sandboxes in one process share nothing. */
const STATES = new WeakMap<Catalogue, OrganizationState>();

/** The organisation of a catalogue. */
export function organizationState(catalogue: Catalogue): OrganizationState {
  const known = STATES.get(catalogue);
  if (known) return known;
  const state = new OrganizationState(catalogue);
  STATES.set(catalogue, state);
  return state;
}
