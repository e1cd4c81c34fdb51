import type { PolicyDocument } from '../../authorise/policy-document.ts';
import type { Caller, Catalogue } from '../../service.ts';
import { AccessKeyRows } from './access-keys.ts';
import type { Principal } from './model.ts';
import { PolicyRows } from './policies.ts';
import { PrincipalRows } from './principals.ts';
import { seedDefaults } from './seed.ts';
import { IAM_TABLES } from './tables.ts';

/** What IAM itself attaches to a user or a role. */
export interface OwnPolicies {
  readonly identity: readonly PolicyDocument[];
  readonly boundary: PolicyDocument | null;
}

/** Whose key it is, with the secret to verify its signatures. */
interface KeyIdentity {
  readonly secret: string;
  readonly caller: Caller;
}

/** IAM of all accounts in one catalogue: rows, and what every call needs of them held in memory until something changes. */
export class IamState {
  readonly principals: PrincipalRows;
  readonly policies: PolicyRows;
  readonly keys: AccessKeyRows;
  private readonly catalogue: Catalogue;
  private readonly known = new Map<string, Principal>();
  private readonly bound = new Map<string, OwnPolicies>();
  private readonly identities = new Map<string, KeyIdentity>();

  constructor(catalogue: Catalogue) {
    catalogue.db.exec(IAM_TABLES);
    this.catalogue = catalogue;
    this.principals = new PrincipalRows(catalogue.db);
    this.policies = new PolicyRows(catalogue.db);
    this.keys = new AccessKeyRows(catalogue.db);
  }

  /** Every write goes through here: what was remembered is forgotten, so the next call is held against what is new. */
  change<T>(work: () => T): T {
    try {
      return this.catalogue.transaction(work);
    } finally {
      this.known.clear();
      this.bound.clear();
      this.identities.clear();
    }
  }

  /** A user or role by its ARN; null when there is none (any more). */
  find(arn: string): Principal | null {
    const known = this.known.get(arn);
    if (known) return known;
    const found = this.principals.byArn(arn);
    if (found) this.known.set(arn, found);
    return found;
  }

  /** The user of an access key; null for a key that is unknown or inactive. */
  identityOf(accessKeyId: string): KeyIdentity | null {
    const known = this.identities.get(accessKeyId);
    if (known) return known;
    const key = this.keys.byId(accessKeyId);
    const user = key?.status === 'Active' ? this.find(key.principal) : null;
    if (!key || !user) return null;
    const identity: KeyIdentity = { secret: key.secret, caller: { account: user.account, arn: user.arn, userId: user.id, roleArn: null, anonymous: false } };
    this.identities.set(accessKeyId, identity);
    return identity;
  }

  /** Policies of a user or role; of one that is gone: none. */
  policiesOf(arn: string): OwnPolicies {
    const known = this.bound.get(arn);
    if (known) return known;
    const principal = this.find(arn);
    const documents = [...this.policies.inline(arn).map(({ document }) => document), ...this.policies.attached(arn).flatMap((policy) => this.documentOf(policy) ?? [])];
    const boundary = principal?.boundary ?? null;
    const own: OwnPolicies = {
      identity: principal === null ? [] : documents.map((document) => JSON.parse(document) as PolicyDocument),
      boundary: boundary === null ? null : JSON.parse(this.documentOf(boundary) ?? NOTHING) as PolicyDocument,
    };
    if (principal) this.bound.set(arn, own);
    return own;
  }

  /** The text of a managed policy as it binds now. */
  documentOf(arn: string): string | null {
    const policy = this.policies.byArn(arn);
    return policy === null ? null : this.policies.version(arn, policy.current)?.document ?? null;
  }
}

/** A boundary whose policy is gone allows nothing. */
const NOTHING = JSON.stringify({ Version: '2012-10-17', Statement: [] });

/** One state per open catalogue, found by the catalogue itself: two sandboxes in one process share nothing. */
const STATES = new WeakMap<Catalogue, IamState>();

/** IAM of a catalogue, with the sandbox's own users and roles in it. */
export function iamState(catalogue: Catalogue): IamState {
  const known = STATES.get(catalogue);
  if (known) return known;
  const state = new IamState(catalogue);
  seedDefaults(catalogue, state);
  STATES.set(catalogue, state);
  return state;
}
