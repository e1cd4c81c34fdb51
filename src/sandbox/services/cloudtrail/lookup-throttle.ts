import { monoMicros } from '#kit/time';
import type { Place } from '../../service.ts';
import { LOOKUPS_PER_SECOND } from './delivery.ts';

const SECOND_MICROS = 1_000_000;

/** Lets a few calls a second of real time pass for each account and region: clients that would be throttled on AWS are throttled here. */
export class LookupThrottle {
  private readonly passed = new Map<string, readonly number[]>();

  /** True when the call may pass; counts it then. */
  passes({ account, region }: Place, nowMicros = monoMicros()): boolean {
    const key = `${account} ${region}`;
    const recent = (this.passed.get(key) ?? []).filter((at) => nowMicros - at < SECOND_MICROS);
    const free = recent.length < LOOKUPS_PER_SECOND;
    this.passed.set(key, free ? [...recent, nowMicros] : recent);
    return free;
  }
}
