import { randomToken } from '#kit/ids';
import { refusal } from '#kit/redrill-error';
import { addSeconds, isoMicros, microsOf, realNowMs } from '#kit/time';
import { every } from '#kit/wall-clock';
import { NEW } from './home-bucket.ts';
import type { HomeBucket } from './home-bucket.ts';

const KEY = 'lease.json';
const HOLD_SECONDS = 600;
const RENEW_MS = 120_000;

interface Holder {
  readonly who: string;
  readonly token: string;
  readonly until: string;
}

/** The right to write at a home; `lost` says that another machine took it over meanwhile. */
export interface HomeLease {
  lost(): boolean;
  release(): Promise<void>;
}

/** Takes the home for one machine and keeps it while the process lives. A holder that vanished is waited for ten minutes at most, then taken over. */
export async function holdLease(bucket: HomeBucket, who: string, now: () => string = realNow): Promise<HomeLease> {
  const token = randomToken(8);
  const text = (until: string): string => JSON.stringify({ who, token, until } satisfies Holder);
  const there = await bucket.get(KEY);
  const holder = there === null ? null : parsed(there.text);
  if (holder !== null && microsOf(holder.until) > microsOf(now())) throw refusal('home.held', `${bucket.place} is held by ${holder.who} until ${holder.until} at the latest; wait until that drill has ended, then start again`);
  let etag = await bucket.put(KEY, text(addSeconds(now(), HOLD_SECONDS)), { only: there?.etag ?? NEW, keep: false });
  if (etag === null) throw refusal('home.held', `another machine took ${bucket.place} at this very moment; wait until its drill has ended, then start again`);
  let lost = false;
  const write = async (until: string): Promise<void> => {
    if (lost || etag === null) return;
    etag = await bucket.put(KEY, text(until), { only: etag, keep: false });
    lost = etag === null;
  };
  let writing: Promise<void> = Promise.resolve();
  // A renewal that fails is tried again at the next one; the ledger's own condition is what keeps two machines apart.
  const stop = every(RENEW_MS, () => { writing = write(addSeconds(now(), HOLD_SECONDS)).catch(() => undefined); });
  return {
    lost: () => lost,
    release: async () => {
      stop();
      await writing;
      await write(now());
    },
  };
}

/** A lease that cannot be understood is nobody's. */
function parsed(text: string): Holder | null {
  try {
    const { who, token, until } = JSON.parse(text) as Partial<Holder>;
    if (typeof who !== 'string' || typeof token !== 'string' || typeof until !== 'string') return null;
    microsOf(until);
    return { who, token, until };
  } catch {
    // Half a lease protects nobody's work: its writer never learned that it holds one.
    return null;
  }
}

function realNow(): string {
  return isoMicros(realNowMs() * 1000);
}
