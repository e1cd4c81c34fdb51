import type { AwsAccess } from '#contract/aws';
import type { Clock } from '#contract/clock';
import type { LeaseOwner, LeasePort } from '#contract/lease';
import { refusal } from '#kit/redrill-error';
import { addSeconds, microsOf } from '#kit/time';
import { leaseObject } from './lease-object.ts';
import type { LeaseObject, LeaseRecord } from './lease-object.ts';
import { localLock } from './local-lock.ts';
import type { LocalLock } from './local-lock.ts';

export interface LeaseInput {
  /** Access to the account that holds the lease bucket; asked for at each call. */
  readonly access: () => AwsAccess;
  readonly bucket: string;
  readonly clock: Clock;
  /** Lock file of this machine, or null for none. */
  readonly lockFile: string | null;
}

/** Drill time a lease holds without being looked at. */
const LEASE_SECONDS = 4 * 3600;
const ATTEMPTS = 8;

/**
 * One drill at a time per target: an object in the account, taken with If-None-Match and changed with If-Match only, and a lock file
 * on this machine. The same run may take it again (resume). Expiry counts in drill time; the holder renews it by checking.
 * Anything unreadable or doubtful refuses.
 */
export function createLease(input: LeaseInput): LeasePort {
  const object = leaseObject(input.access, input.bucket);
  return leaseOn(object, input.clock, input.lockFile === null ? null : localLock(input.lockFile));
}

/** The lease's rules over any object with conditional writes. */
export function leaseOn(object: LeaseObject, clock: Clock, lock: LocalLock | null): LeasePort {
  return {
    take: async (owner) => {
      lock?.take(owner.runId);
      try {
        return { until: await takeRemote(object, clock, owner) };
      } catch (error) {
        lock?.release();
        throw error;
      }
    },
    check: (token) => check(object, clock, token),
    release: async (token) => {
      await giveBack(object, clock, token);
      lock?.release();
    },
  };
}

async function takeRemote(object: LeaseObject, clock: Clock, owner: LeaseOwner): Promise<string> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const now = clock.nowIso();
    const held = await object.read();
    if (held !== null && !mayTake(held.record, owner, now)) {
      throw refusal('lease.held', `run ${held.record.runId} holds the target until ${held.record.until} (drill time): wait, or finish it with "redrill resume" or "redrill cleanup"`);
    }
    const until = addSeconds(now, LEASE_SECONDS);
    if (await object.write({ ...owner, takenAt: now, until, released: false }, held?.etag ?? null)) return until;
  }
  throw contended();
}

function mayTake(record: LeaseRecord, owner: LeaseOwner, now: string): boolean {
  return record.released || record.token === owner.token || microsOf(record.until) <= microsOf(now);
}

async function check(object: LeaseObject, clock: Clock, token: string): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const held = await object.read();
    if (held === null || held.record.released || held.record.token !== token) {
      throw refusal('lease.lost', `this run no longer holds the target${held === null ? '' : `: run ${held.record.runId} has it`}; nothing more will be changed`);
    }
    const now = clock.nowIso();
    if (microsOf(held.record.until) - microsOf(now) > (LEASE_SECONDS / 2) * 1_000_000) return;
    if (await object.write({ ...held.record, until: addSeconds(now, LEASE_SECONDS) }, held.etag)) return;
  }
  throw contended();
}

/** Marks the lease released rather than deleting it: a delete cannot be made conditional everywhere. */
async function giveBack(object: LeaseObject, clock: Clock, token: string): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const held = await object.read();
    if (held === null || held.record.released || held.record.token !== token) return;
    if (await object.write({ ...held.record, until: clock.nowIso(), released: true }, held.etag)) return;
  }
  throw contended();
}

function contended(): Error {
  return refusal('lease.contended', `the lease changed hands ${ATTEMPTS} times while it was being taken: other runs are starting; try again when they are done`);
}
