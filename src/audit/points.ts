import { addSeconds, microsOf, secondsBetween } from '#kit/time';
import type { OtherPointsFact, PointFact, StoreFact } from './facts.ts';
import type { Known } from './known.ts';

/** A moment that a store can be brought back to. */
export interface Moment {
  /** Up to when it holds everything. */
  readonly holds: string;
  /** Since when it can be restored from. */
  readonly usable: string;
  /** The fact that tells of it. */
  readonly rests: { readonly id: string };
}

/** One way of protecting a store: its finished points in one place. */
export interface Way {
  readonly name: string;
  /** `here`: home region and account. `region`: the same account, elsewhere. `account`: in another account. */
  readonly reach: 'here' | 'region' | 'account';
  readonly vaultArn: string | null;
  /** Oldest first. */
  readonly moments: readonly Moment[];
}

/** Finished points that the platform's own schedule made; those that somebody asked for never serve. */
export function servingPoints(known: Known, store: StoreFact): readonly PointFact[] {
  return known.of('point').filter((point) => store.arn !== null && point.resourceArn === store.arn && !point.continuous && point.status === 'COMPLETED' && (point.planId !== null || point.copiedFrom !== null));
}

/** All ways in which finished points of a store are kept: every vault that has some, and every other backup of the config. */
export function waysOf(known: Known, store: StoreFact): readonly Way[] {
  return [...vaultWays(known, store), ...otherWays(known, store)];
}

/** A store in the words of the config: what to look up its backups by. */
export function otherPointsOf(known: Known, store: StoreFact): readonly OtherPointsFact[] {
  return known.of('other-points').filter((one) => one.store === store.store);
}

function vaultWays(known: Known, store: StoreFact): readonly Way[] {
  const byVault = new Map<string, PointFact[]>();
  for (const point of servingPoints(known, store)) {
    const same = byVault.get(point.vaultArn);
    if (same === undefined) byVault.set(point.vaultArn, [point]);
    else same.push(point);
  }
  const sources = sourceTimes(known);
  return [...byVault].map(([vaultArn, points]): Way => {
    const [first] = points;
    const reach = first === undefined ? 'here' : reachOf(store, first);
    const moments = points.map((point): Moment => ({ holds: sources.get(point.arn) ?? point.createdAt, usable: point.completedAt ?? point.createdAt, rests: point }));
    return { name: `vault ${first?.vault ?? vaultArn}`, reach, vaultArn, moments: oldestFirst(moments) };
  });
}

/** A copy holds what its source held: by the job that made it, which says both. */
function sourceTimes(known: Known): ReadonlyMap<string, string> {
  const created = new Map(known.of('point').map((point) => [point.arn, point.createdAt]));
  return new Map(known.of('copy-run').flatMap(({ copy, source }) => {
    const at = created.get(source);
    return copy === null || at === undefined ? [] : [[copy, at] as const];
  }));
}

/** A bucket that follows another is no scheduled point of its own, and source files hold every moment: neither has gaps to measure. */
const SCHEDULED = new Set(['s3-copy', 'opensearch-snapshots']);

function otherWays(known: Known, store: StoreFact): readonly Way[] {
  return otherPointsOf(known, store).filter(({ backupKind }) => SCHEDULED.has(backupKind)).map((backup): Way => ({
    name: backup.backup,
    reach: reachOf(store, backup),
    vaultArn: null,
    moments: oldestFirst(backup.points.filter(({ status, madeBy }) => status === 'completed' && madeBy === 'schedule').map((point): Moment => ({ holds: point.createdAt, usable: point.availableAt ?? point.createdAt, rests: backup }))),
  }));
}

function reachOf(store: StoreFact, place: { readonly account: string; readonly region: string }): Way['reach'] {
  if (place.account !== store.account) return 'account';
  return place.region === store.region ? 'here' : 'region';
}

function oldestFirst(moments: readonly Moment[]): readonly Moment[] {
  return moments.toSorted((a, b) => microsOf(a.holds) - microsOf(b.holds));
}

/** The longest stretch of writes that a strike within the window would have cost, and the two moments around it. Null: there is no point at all. */
export interface Worst {
  readonly seconds: number;
  readonly from: string;
  readonly until: string;
  readonly rests: readonly { readonly id: string }[];
}

/**
 * A strike just before a point becomes usable loses everything since the one before: gap, duration of the job and lag of a copy together. What
 * is before the window does not count, but a point that was made before it still serves in it.
 */
export function worstLoss({ moments }: Way, { at, lookBackSeconds }: { readonly at: string; readonly lookBackSeconds: number }): Worst | null {
  const begin = addSeconds(at, -lookBackSeconds);
  let worst: Worst | null = null;
  for (const [index, moment] of moments.entries()) {
    const next = moments[index + 1];
    const until = next?.usable ?? at;
    if (microsOf(until) < microsOf(begin)) continue;
    const seconds = secondsBetween(moment.holds, until);
    if (worst === null || seconds > worst.seconds) worst = { seconds, from: moment.holds, until, rests: next === undefined ? [moment.rests] : [moment.rests, next.rests] };
  }
  return worst;
}

/** The longest stretch between the moments of two points that follow each other, up to now: what "daily" promises. */
export function longestGap({ moments }: Way, { at, lookBackSeconds }: { readonly at: string; readonly lookBackSeconds: number }): Worst | null {
  return worstLoss({ name: '', reach: 'here', vaultArn: null, moments: moments.map((moment) => ({ ...moment, usable: moment.holds })) }, { at, lookBackSeconds });
}
