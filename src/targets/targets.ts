import type { AccountRole, AwsAccess, ControlPort, Principal, TargetsPort } from '#contract/aws';
import type { Clock } from '#contract/clock';
import type { ResolvedConfig } from '#contract/config.schema';
import type { SandboxAddress, SandboxKeys } from '#contract/control';
import { refusal } from '#kit/redrill-error';
import { assumedRole } from './assumed-role.ts';
import { loopbackAddress } from './guarded-dispatcher.ts';
import { accountGuards } from './guards.ts';
import { keyAccess } from './key-access.ts';
import { proveIdentity } from './prove-identity.ts';

export interface TargetsInput {
  readonly config: Pick<ResolvedConfig, 'accounts' | 'guards' | 'regions'>;
  /** The running sandbox and its keys, or null where there is none. */
  readonly address: SandboxAddress | null;
  readonly keys: SandboxKeys | null;
  readonly clock: Clock;
  readonly control: ControlPort | null;
  /** Run id or lease token; becomes part of every session's name. */
  readonly session?: string;
}

export type Targets = TargetsPort & {
  /** Forgets all sessions. */
  close(): void;
};

interface Identity {
  readonly account: AccountRole;
  /** User whose keys are used. */
  readonly user: string;
  /** Role assumed with them, or null where the user acts itself. */
  readonly role: string | null;
}

const IDENTITIES: Readonly<Record<Principal, Identity>> = {
  'drill-observer': { account: 'platform', user: 'drill-observer', role: 'drill-observer' },
  'drill-operator': { account: 'platform', user: 'drill-operator', role: 'drill-operator' },
  'drill-restorer': { account: 'platform', user: 'drill-restorer', role: 'drill-restorer' },
  'drill-observer-backup': { account: 'backup', user: 'drill-observer', role: 'drill-observer-backup' },
  'drill-operator-backup': { account: 'backup', user: 'drill-operator', role: 'drill-operator-backup' },
  'platform-app': { account: 'platform', user: 'platform-app', role: null },
  'platform-admin': { account: 'platform', user: 'platform-admin', role: null },
  'backup-admin': { account: 'backup', user: 'backup-admin', role: null },
};

/**
 * The door to the target. Every access passes the account guards first; drill principals act through roles whose sessions
 * are renewed on the drill clock. Only the sandbox can be reached: without its address every access refuses.
 */
export function createTargets(input: TargetsInput): Targets {
  const { config, clock, control } = input;
  const held = new Map<string, AwsAccess>();
  const access = (principal: Principal, region: string = config.regions.primary): AwsAccess => {
    const name = `${principal}@${region}`;
    const known = held.get(name) ?? open(input, principal, region, held);
    held.set(name, known);
    return known;
  };
  return {
    kind: input.address === null ? 'aws' : 'sandbox',
    access,
    proveIdentity: async (principal) => {
      const { account, user, role } = identityOf(principal);
      return proveIdentity(access(principal, config.regions.recovery), { account: config.accounts[account].id, name: role ?? user });
    },
    control,
    clock,
    close: () => held.clear(),
  };
}

function open(input: TargetsInput, principal: Principal, region: string, held: ReadonlyMap<string, AwsAccess>): AwsAccess {
  const { config, address, keys, clock } = input;
  const { account, user, role } = identityOf(principal);
  guardAccount(config, account);
  if (address === null || keys === null) throw refusal('targets.no-sandbox', `${principal} can act in the sandbox only, and no sandbox is up: start it with "redrill sandbox up" (drills against AWS itself are not offered by this version)`);
  const endpoint = new URL(address.endpoint);
  loopbackAddress(endpoint);
  const base = keyAccess(keys, { user, principal, region, endpoint });
  if (role === null) return base;
  // Sessions hold for every region, so one is shared by all accesses of a principal.
  const sibling = [...held].find(([name]) => name.startsWith(`${principal}@`))?.[1];
  if (sibling !== undefined) return { ...sibling, region };
  // Asked in the recovery region: a drill that takes the primary one away must still be able to sign in.
  const signIn = keyAccess(keys, { user, principal, region: config.regions.recovery, endpoint });
  const session = assumedRole(signIn, { roleArn: `arn:aws:iam::${config.accounts[account].id}:role/${role}`, sessionName: `${principal}-${input.session ?? 'redrill'}`, clock, principal });
  return { ...session, region };
}

function guardAccount(config: TargetsInput['config'], account: AccountRole): void {
  const failed = accountGuards(config.guards, config.accounts[account]).find((reading) => !reading.ok);
  if (failed !== undefined) throw refusal(`targets.guard-${failed.guard}`, `the ${account} account may not be touched: ${failed.detail}`);
}

function identityOf(principal: Principal): Identity {
  const identity = Object.hasOwn(IDENTITIES, principal) ? IDENTITIES[principal] : undefined;
  if (identity === undefined) throw refusal('targets.no-principal', `there is no principal ${JSON.stringify(principal)}: it is one of ${Object.keys(IDENTITIES).join(', ')}`);
  return identity;
}
