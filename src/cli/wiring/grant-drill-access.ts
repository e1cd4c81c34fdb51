import type { AttachedPolicy, IAMClient } from '@aws-sdk/client-iam';
import type { Clock } from '#contract/clock';
import type { ResolvedConfig } from '#contract/config.schema';
import type { SandboxAddress, SandboxKeys } from '#contract/control';
import type { DerivedAccess, DerivedRole } from '#scenario/derive-access';
import { iamClient } from '#targets/clients';
import { createTargets } from '#targets/targets';

interface Account {
  readonly config: ResolvedConfig;
  readonly address: SandboxAddress;
  readonly keys: SandboxKeys;
  readonly clock: Clock;
}

/** Roles that change things hold what is derived for them; the observer's read-only access is the sandbox's own. */
const NARROWED: ReadonlySet<string> = new Set(['drill-operator', 'drill-operator-backup', 'drill-restorer']);
const FULL_ACCESS = 'arn:aws:iam::aws:policy/AdministratorAccess';

/** Who changes rights in an account. */
const ADMINISTRATORS = { platform: 'platform-admin', backup: 'backup-admin' } as const;

/**
 * Gives the operator and the restorer of a sandbox exactly the policies that are derived, as the administrator of each account. What is so already is
 * left as it is; the full access that a new account gives its roles is taken away once, and what a person attached since stays.
 */
export async function grantDrillAccess({ config, address, keys, clock }: Account, derived: DerivedAccess): Promise<void> {
  const targets = createTargets({ config, address, keys, clock, control: null });
  try {
    for (const account of ['platform', 'backup'] as const) {
      const here = config.accounts[account].id;
      const roles = derived.roles.filter((role) => role.account === here && NARROWED.has(role.principal));
      const users = derived.users.filter((user) => user.account === here && NARROWED.has(user.user));
      await narrow(iamClient(targets.access(ADMINISTRATORS[account], config.regions.global)), { roles, users });
    }
  } finally {
    targets.close();
  }
}

async function narrow(iam: IAMClient, { roles, users }: Pick<DerivedAccess, 'roles' | 'users'>): Promise<void> {
  try {
    for (const role of roles) await narrowRole(iam, role);
    for (const { user, policy } of users) await narrowUser(iam, user, JSON.stringify(policy));
  } finally {
    iam.destroy();
  }
}

async function narrowRole(iam: IAMClient, role: DerivedRole): Promise<void> {
  const sdk = await import('@aws-sdk/client-iam');
  const { AttachedPolicies = [] } = await iam.send(new sdk.ListAttachedRolePoliciesCommand({ RoleName: role.role }));
  const own = ownOf(AttachedPolicies, role);
  for (const { name, document } of role.policies) {
    const arn = `arn:aws:iam::${role.account}:policy/${name}`;
    await putPolicy(iam, { arn, name, text: JSON.stringify(document) });
    if (!own.has(arn)) await iam.send(new sdk.AttachRolePolicyCommand({ RoleName: role.role, PolicyArn: arn }));
    own.delete(arn);
  }
  for (const PolicyArn of own) await iam.send(new sdk.DetachRolePolicyCommand({ RoleName: role.role, PolicyArn }));
  const first = !AttachedPolicies.some(({ PolicyName = '' }) => PolicyName.startsWith(prefixOf(role)));
  if (first && AttachedPolicies.some(({ PolicyArn }) => PolicyArn === FULL_ACCESS)) await iam.send(new sdk.DetachRolePolicyCommand({ RoleName: role.role, PolicyArn: FULL_ACCESS }));
}

function ownOf(attached: readonly AttachedPolicy[], role: DerivedRole): Set<string> {
  return new Set(attached.flatMap(({ PolicyName = '', PolicyArn }) => (PolicyArn !== undefined && PolicyName.startsWith(prefixOf(role)) ? [PolicyArn] : [])));
}

function prefixOf({ role }: DerivedRole): string {
  return `redrill-${role}-`;
}

interface Wanted {
  readonly arn: string;
  readonly name: string;
  readonly text: string;
}

async function putPolicy(iam: IAMClient, { arn, name, text }: Wanted): Promise<void> {
  const sdk = await import('@aws-sdk/client-iam');
  const current = await currentVersion(iam, arn);
  if (current === null) {
    await iam.send(new sdk.CreatePolicyCommand({ PolicyName: name, PolicyDocument: text, Description: 'What drills need and no more: derived by redrill' }));
    return;
  }
  if (current.text === text) return;
  await iam.send(new sdk.CreatePolicyVersionCommand({ PolicyArn: arn, PolicyDocument: text, SetAsDefault: true }));
  // IAM keeps five versions at most; nobody needs the one before.
  await iam.send(new sdk.DeletePolicyVersionCommand({ PolicyArn: arn, VersionId: current.id }));
}

async function currentVersion(iam: IAMClient, PolicyArn: string): Promise<{ readonly id: string; readonly text: string } | null> {
  const sdk = await import('@aws-sdk/client-iam');
  try {
    const { Policy } = await iam.send(new sdk.GetPolicyCommand({ PolicyArn }));
    const id = Policy?.DefaultVersionId ?? 'v1';
    const { PolicyVersion } = await iam.send(new sdk.GetPolicyVersionCommand({ PolicyArn, VersionId: id }));
    return { id, text: decodeURIComponent(PolicyVersion?.Document ?? '') };
  } catch (error) {
    if ((error as Error).name === 'NoSuchEntityException') return null;
    throw error;
  }
}

const ASSUMES = 'redrill-act-as-drill';

/** A user of a drill may do nothing but become its role. */
async function narrowUser(iam: IAMClient, UserName: string, PolicyDocument: string): Promise<void> {
  const sdk = await import('@aws-sdk/client-iam');
  const { PolicyNames = [] } = await iam.send(new sdk.ListUserPoliciesCommand({ UserName }));
  if (PolicyNames.includes(ASSUMES)) return;
  await iam.send(new sdk.PutUserPolicyCommand({ UserName, PolicyName: ASSUMES, PolicyDocument }));
  const { AttachedPolicies = [] } = await iam.send(new sdk.ListAttachedUserPoliciesCommand({ UserName }));
  if (AttachedPolicies.some(({ PolicyArn }) => PolicyArn === FULL_ACCESS)) await iam.send(new sdk.DetachUserPolicyCommand({ UserName, PolicyArn: FULL_ACCESS }));
}
