import type { BeaconLine, EventData, EventType, PhaseName, RunEvent } from '#contract/events';
import type { RecordPort } from '#contract/record';
import type { Clock } from '#contract/clock';

/** What survives a kill: the lines that were appended. */
export interface ModelDisk {
  readonly events: RunEvent[];
  readonly beacons: Map<string, BeaconLine[]>;
  /** Fails appends from this sequence number on, like a full disk. */
  failFrom?: number;
}

export function modelDisk(): ModelDisk {
  return { events: [], beacons: new Map() };
}

/** A RecordPort over memory; opening it again on the same disk is what a resume does. */
export function modelRecord(disk: ModelDisk, clock: Clock): RecordPort {
  let phase: PhaseName = '1-prepare';
  const lines = (store: string): BeaconLine[] => {
    const known = disk.beacons.get(store) ?? [];
    disk.beacons.set(store, known);
    return known;
  };
  return {
    folder: '/model',
    append: async <T extends EventType>(type: T, data: EventData[T]): Promise<RunEvent<T>> => {
      const seq = disk.events.length + 1;
      if (disk.failFrom !== undefined && seq >= disk.failFrom) throw diskFull();
      const event = { seq, prev: '', at: clock.nowIso(), mono: clock.monoMicros(), phase, type, data: structuredClone(data) } as unknown as RunEvent<T>;
      disk.events.push(event as unknown as RunEvent);
      return event;
    },
    events: () => disk.events,
    setPhase: (next) => { phase = next; },
    phase: () => phase,
    beacon: (store, line) => { lines(store).push(line); },
    importBeacons: async (store, source) => {
      const known = new Set(lines(store).map(idOf));
      let count = 0;
      for await (const line of source) if (!known.has(idOf(line))) { lines(store).push(line); count += 1; }
      return count;
    },
    beacons: async function* (store) { yield* lines(store); },
    flush: async () => undefined,
    close: async () => undefined,
  };
}

function idOf(line: BeaconLine): string {
  return `${line.series} ${line.seq} ${line.kind}`;
}

function diskFull(): Error {
  return Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
}
