import type { Clock } from '#contract/clock';
import { microsOf, isoMicros } from '#kit/time';

export interface ModelObject {
  readonly value: string;
  readonly at: string;
}

export interface ModelPoint {
  readonly id: string;
  readonly at: string;
  readonly content: ReadonlyMap<string, ModelObject>;
}

const DAY = 86_400 * 1e6;

/** An in-memory stand-in for the target: one store with daily copies at 02:00. It outlives kills; only the harness dies. */
export class ModelWorld {
  live: Map<string, ModelObject> | null = new Map();
  name = 'live';
  pointer = 'live';
  protectedBy = 'yes';
  tags: Readonly<Record<string, string>> | null = { k: 'v' };
  safety: Map<string, ModelObject> | null = null;
  readonly points: ModelPoint[] = [];
  /** Calls that really destroyed something, by target: more than one per target is a double strike. */
  readonly destroyed = new Map<string, number>();
  private copiedTo: number;

  constructor(startIso: string) {
    this.copiedTo = Math.floor(microsOf(startIso) / DAY) * DAY;
  }

  /** Lets the platform's schedule catch up with drill time. */
  catchUp(clock: Clock): void {
    for (let at = this.copiedTo + 2 * 3600 * 1e6; at <= clock.nowMicros(); at += DAY) {
      this.copiedTo += DAY;
      if (this.live) this.points.push({ id: `copy-${isoMicros(at).slice(0, 10)}`, at: isoMicros(at), content: new Map(this.live) });
    }
  }

  put(clock: Clock, key: string, value: string): void {
    this.catchUp(clock);
    if (!this.live || this.pointer !== this.name) throw new Error('no such store');
    this.live.set(key, { value, at: clock.nowIso() });
  }

  destroy(target: string): void {
    this.destroyed.set(target, (this.destroyed.get(target) ?? 0) + 1);
  }

  objects(): Map<string, ModelObject> {
    if (!this.live) throw new Error('no such store');
    return this.live;
  }
}
