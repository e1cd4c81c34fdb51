import { hash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BeaconLine, EventData, EventType, PhaseName, RunEvent, RunStarted } from '#contract/events';
import { isoMicros, microsOf } from '#kit/time';
import { GENESIS } from '../parse-chain.ts';

/** A whole run in memory, as a reader of its folder would see it. */
export interface BuiltRun {
  readonly started: RunStarted;
  readonly events: readonly RunEvent[];
  readonly beacons: ReadonlyMap<string, readonly BeaconLine[]>;
}

/** Builds the facts of a run in virtual drill time; for tests and recorded fixtures only. */
export class RunBuilder {
  private readonly startMicros: number;
  private readonly events: RunEvent[] = [];
  private readonly beacons = new Map<string, BeaconLine[]>();
  private seconds = 0;
  private monoMicros = 1_000_000;
  private current: PhaseName = '1-prepare';

  constructor(startedAt: string) {
    this.startMicros = microsOf(startedAt);
  }

  /** The ISO moment `seconds` of drill time after the start. */
  moment(seconds: number): string {
    return isoMicros(this.startMicros + Math.round(seconds * 1_000_000));
  }

  at(seconds: number): this {
    this.seconds = seconds;
    return this;
  }

  /** Drill seconds since the start at which the last fact was set. */
  now(): number {
    return this.seconds;
  }

  phase(name: PhaseName): this {
    this.current = name;
    return this.add('phase.started', { attempt: 1 });
  }

  add<T extends EventType>(type: T, data: EventData[T]): this {
    this.monoMicros += 10_000;
    const event = { seq: 0, prev: '', at: this.moment(this.seconds), mono: this.monoMicros, phase: this.current, type, data };
    this.events.push(event as unknown as RunEvent);
    return this;
  }

  beacon(store: string, line: BeaconLine): this {
    const lines = this.beacons.get(store) ?? [];
    lines.push(line);
    this.beacons.set(store, lines);
    return this;
  }

  build(): BuiltRun {
    return assemble(this.events, this.beacons);
  }
}

/** The run with its events changed, numbered and chained anew: what a record would be if those facts had been written. */
export function editRun(run: BuiltRun, edit: (events: RunEvent[]) => readonly RunEvent[]): BuiltRun {
  return assemble(edit(structuredClone([...run.events])), run.beacons);
}

/** The run without some of its facts. */
export function without(run: BuiltRun, drop: (event: RunEvent) => boolean): BuiltRun {
  return editRun(run, (events) => events.filter((event) => !drop(event)));
}

/** Writes a built run as the folder that a real one leaves. */
export async function writeRun(folder: string, run: BuiltRun): Promise<void> {
  await mkdir(join(folder, 'beacons'), { recursive: true });
  await writeFile(join(folder, 'events.ndjson'), ndjson(run.events));
  for (const [store, lines] of run.beacons) await writeFile(join(folder, 'beacons', `${store}.ndjson`), ndjson(lines));
}

function assemble(events: readonly RunEvent[], beacons: ReadonlyMap<string, readonly BeaconLine[]>): BuiltRun {
  let prev = GENESIS;
  const chained = events.map((event, index) => {
    const { at, mono, phase, type, data } = event;
    const line = JSON.stringify({ seq: index + 1, prev, at, mono, phase, type, data });
    prev = hash('sha256', line, 'hex');
    return JSON.parse(line) as RunEvent;
  });
  const started = chained.find((event) => event.type === 'run.started');
  return { started: (started?.data ?? {}) as RunStarted, events: chained, beacons };
}

function ndjson(lines: readonly unknown[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}
