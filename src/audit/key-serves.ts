import type { KeyFact } from './facts.ts';
import type { Known } from './known.ts';

/** Whether the key of a recovery point can open it; `why` says what is wrong. A key that could not be read is in `unread`. */
export function keyServes(known: Known, pointId: string): { readonly why: string | null; readonly rests: readonly KeyFact[] } {
  const point = known.of('point').find(({ id }) => id === pointId);
  if (point === undefined || point.keyArn === null) return { why: null, rests: [] };
  const key = known.of('key').find(({ arn }) => arn === point.keyArn);
  if (key === undefined) return { why: null, rests: [] };
  return { why: trouble(known, key, point), rests: [key] };
}

/** What keeps a key from serving, in words; null for a sound one. */
export function trouble(known: Known, key: KeyFact, point: { readonly account: string; readonly region: string }): string | null {
  if (key.state === 'gone') return `its key ${key.arn} does not exist`;
  if (key.state !== 'Enabled') return `its key ${key.arn} is ${key.state}${key.deletionAt === null ? '' : `, and is deleted on ${key.deletionAt}`}`;
  if (!Object.values(known.scope.accounts).includes(key.account)) return `its key ${key.arn} belongs to account ${key.account}, which is none of the platform's`;
  if (key.region !== point.region) return `its key ${key.arn} lies in ${key.region} and dies with it`;
  return null;
}
