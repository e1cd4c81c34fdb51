import type { Principal } from '#contract/aws';
import type { ResolvedConfig } from '#contract/config.schema';
import type { PermissionTables } from '#contract/permissions';
import { deriveGrants, type Grant, type Way } from './derive-policies.ts';
import { OWN_FOOT } from './own-foot.ts';
import { policyDocuments, policySize, type PolicyDocument, type Statement } from './policy-documents.ts';

/** A role of the drill, ready to be made: who may assume it and all that it may do. */
export interface DerivedRole {
  readonly principal: Principal;
  readonly account: string;
  readonly role: string;
  readonly trust: object;
  /** ARNs of policies of AWS that it needs beside its own. */
  readonly managed: readonly string[];
  readonly policies: readonly { readonly name: string; readonly characters: number; readonly document: PolicyDocument }[];
}

/** What one account gives to a role of another: a statement for the policy of its bucket or of its keys. */
interface ResourcePolicy {
  readonly account: string;
  readonly resource: string;
  readonly statement: Statement & { readonly Principal: { readonly AWS: readonly string[] } };
}

export interface DerivedAccess {
  readonly roles: readonly DerivedRole[];
  /** The users of these roles: nothing but assuming them. */
  readonly users: readonly { readonly user: string; readonly account: string; readonly policy: PolicyDocument }[];
  readonly resourcePolicies: readonly ResourcePolicy[];
  /** The role that AWS Backup acts as in restores of these plans; null where none is handed on. */
  readonly backupRoles: readonly { readonly arn: string; readonly trust: object; readonly managed: readonly string[] }[];
}

/** Who each role of the drill belongs to. */
const ROLES = {
  'drill-observer': { account: 'platform', user: 'drill-observer', managed: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] },
  'drill-operator': { account: 'platform', user: 'drill-operator', managed: [] },
  'drill-restorer': { account: 'platform', user: 'drill-restorer', managed: [] },
  'drill-observer-backup': { account: 'backup', user: 'drill-observer', managed: [] },
  'drill-operator-backup': { account: 'backup', user: 'drill-operator', managed: [] },
} as const satisfies Partial<Record<Principal, { readonly account: 'platform' | 'backup'; readonly user: string; readonly managed: readonly string[] }>>;

const BACKUP_POLICIES = ['AWSBackupServiceRolePolicyForBackup', 'AWSBackupServiceRolePolicyForRestores'].map((name) => `arn:aws:iam::aws:policy/service-role/${name}`).concat(['AWSBackupServiceRolePolicyForS3Backup', 'AWSBackupServiceRolePolicyForS3Restore'].map((name) => `arn:aws:iam::aws:policy/${name}`));

/** Everything that the accounts of these plans must give to the drill, from documents alone. */
export function deriveAccess(ways: readonly Way[], tables: PermissionTables, config: ResolvedConfig): DerivedAccess {
  const grants = deriveGrants(ways, tables);
  const names = Object.keys(ROLES) as readonly (keyof typeof ROLES)[];
  return {
    roles: names.map((principal) => roleOf(principal, grants.filter((grant) => grant.principal === principal), config)),
    users: [...new Set(names.map((name) => ROLES[name].user))].map((user) => userOf(user, config)),
    resourcePolicies: resourcePolicies(grants, ways, config),
    backupRoles: backupRoles(grants),
  };
}

function roleOf(principal: keyof typeof ROLES, grants: readonly Grant[], config: ResolvedConfig): DerivedRole {
  const { account, user, managed } = ROLES[principal];
  const own = arnOf('user', user, config.accounts.platform.id);
  const AWS = account === 'platform' ? [own] : [own, arnOf('role', user, config.accounts.platform.id)];
  const documents = policyDocuments(grants, principal === 'drill-observer' ? [] : OWN_FOOT);
  return {
    principal, account: config.accounts[account].id, role: principal, managed,
    trust: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole' }] },
    policies: documents.map((document, i) => ({ name: `redrill-${principal}-${i + 1}`, characters: policySize(document), document })),
  };
}

function userOf(user: string, { accounts }: ResolvedConfig): DerivedAccess['users'][number] {
  const roles = Object.entries(ROLES).filter(([, one]) => one.user === user).map(([role, { account }]) => arnOf('role', role, accounts[account].id));
  return { user, account: accounts.platform.id, policy: { Version: '2012-10-17', Statement: [{ Sid: 'ActAsDrill', Effect: 'Allow', Action: ['sts:AssumeRole'], Resource: roles }] } };
}

/** Buckets of another account open to nobody without their own policy, whatever the role's policies say. */
function resourcePolicies(grants: readonly Grant[], ways: readonly Way[], { accounts, harness, evidence }: ResolvedConfig): readonly ResourcePolicy[] {
  const copies = ways.flatMap(({ config }) => config.platform.stores.flatMap(({ backups }) => backups.filter(({ kind }) => kind === 's3-copy').map(({ resource, account }) => [resource, accounts[account].id] as const)));
  const owners = new Map<string, string>([...copies, [harness.safetyBucket, accounts.backup.id], ...(evidence?.anchor ? [[evidence.anchor.bucket, accounts[evidence.anchor.account].id] as const] : [])]);
  const policies = new Map<string, ResourcePolicy>();
  for (const [bucket, account] of [...owners].sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const principal of Object.keys(ROLES) as readonly (keyof typeof ROLES)[]) {
      const own = grants.filter((grant) => grant.principal === principal && (grant.resource === `arn:aws:s3:::${bucket}` || grant.resource.startsWith(`arn:aws:s3:::${bucket}/`)));
      const home = accounts[ROLES[principal].account].id;
      if (own.length === 0 || home === account) continue;
      const Action = [...new Set(own.map(({ action }) => action))].sort();
      const Resource = [...new Set(own.map(({ resource }) => resource))].sort();
      policies.set(`${bucket} ${principal}`, { account, resource: `arn:aws:s3:::${bucket}`, statement: { Sid: sid(principal), Effect: 'Allow', Principal: { AWS: [arnOf('role', principal, home)] }, Action, Resource } });
    }
  }
  return [...policies.values()];
}

function sid(principal: string): string {
  return principal.split('-').map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join('');
}

function backupRoles(grants: readonly Grant[]): DerivedAccess['backupRoles'] {
  const arns = [...new Set(grants.filter(({ action }) => action === 'iam:PassRole').map(({ resource }) => resource))];
  return arns.map((arn) => ({ arn, trust: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: ['backup.amazonaws.com'] }, Action: 'sts:AssumeRole' }] }, managed: BACKUP_POLICIES }));
}

function arnOf(kind: 'user' | 'role', name: string, account: string): string {
  return `arn:aws:iam::${account}:${kind}/${name}`;
}
