import type { AccountRole, AwsAccess, TargetsPort } from '#contract/aws';
import type { ResolvedConfig, StoreConfig } from '#contract/config.schema';
import type { DrillContext, ServiceModules } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import type { Fact, FactKind, UnreadFact } from '../facts.ts';

/** What readers are handed. They look and never change anything. */
export interface Look {
  readonly targets: TargetsPort;
  readonly config: ResolvedConfig;
  /** For the probes: a context whose effects refuse. */
  readonly context: DrillContext;
  readonly services: ReadonlyMap<string, ServiceModules>;
  readonly stores: readonly StoreConfig[];
  /** The facts of earlier drills about claims. */
  readonly earlier: readonly Fact[];
}

/** One account and region as one observer sees it. */
export interface LookPlace {
  readonly role: AccountRole;
  readonly account: string;
  readonly region: string;
  readonly access: AwsAccess;
}

/** Accounts that hold the platform's data, in the regions where it lives and where it is copied to. */
export function places({ targets, config }: Pick<Look, 'targets' | 'config'>, which: { readonly roles?: readonly ('platform' | 'backup')[]; readonly global?: boolean } = {}): readonly LookPlace[] {
  const { primary, recovery, global } = config.regions;
  const regions = [...new Set(which.global === true ? [primary, recovery, global] : [primary, recovery])];
  return (which.roles ?? ['platform', 'backup']).flatMap((role) => regions.map((region) => ({ role, account: config.accounts[role].id, region, access: targets.access(role === 'platform' ? 'drill-observer' : 'drill-observer-backup', region) })));
}

export interface Attempt {
  /** The kind of fact that would be missing. */
  readonly about: FactKind;
  readonly what: string;
  readonly place: { readonly account: string; readonly region: string };
}

/** Facts, or the fact that they could not be read: a failed look is no empty one. */
export async function attempt(known: Attempt, work: () => Promise<readonly Fact[]>): Promise<readonly Fact[]> {
  try {
    return await work();
  } catch (error) {
    if (lostGround(error)) throw error;
    return [unread(known, error)];
  }
}

/** The fact that a look failed. */
export function unread({ about, what, place }: Attempt, error: unknown): UnreadFact {
  return { kind: 'unread', id: `unread/${about}/${place.account}/${place.region}/${what}`, account: place.account, region: place.region, about, what, why: reasonOf(error) };
}

export function reasonOf(error: unknown): string {
  if (error instanceof RedrillError) return error.message;
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

/** Where the target itself is gone, nothing that follows would mean anything. */
function lostGround(error: unknown): boolean {
  return error instanceof RedrillError && (error.exitCode === 5 || error.exitCode === 70);
}

/** Every page of a listing, until the provider names no next one. */
export async function* pages<P>(fetch: (token: string | undefined) => Promise<P>, tokenOf: (page: P) => string | undefined): AsyncGenerator<P> {
  let token: string | undefined;
  do {
    const page = await fetch(token);
    yield page;
    token = tokenOf(page);
  } while (token !== undefined && token !== '');
}
