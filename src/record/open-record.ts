import { hash } from 'node:crypto';
import { join } from 'node:path';
import type { Clock } from '#contract/clock';
import type { BeaconLine, EventData, EventType, PhaseName, RunEvent } from '#contract/events';
import type { RecordPort } from '#contract/record';
import { makeFolder } from '#kit/make-folder';
import { RedrillError } from '#kit/redrill-error';
import { hideSecretsIn } from '#kit/secret-text';
import { isoMicros } from '#kit/time';
import { every } from '#kit/wall-clock';
import { BeaconLedgers } from './beacon-ledgers.ts';
import { CheckpointFile } from './checkpoint-file.ts';
import type { SignCheckpoint } from './checkpoint-file.ts';
import { LineFile } from './line-file.ts';
import { GENESIS, parseChain } from './parse-chain.ts';
import type { Chain } from './parse-chain.ts';
import { EVENTS_FILE } from './read-record.ts';
import { diskFiles } from './record-files.ts';
import type { RecordFiles } from './record-files.ts';

export interface OpenRecordOptions {
  readonly folder: string;
  readonly clock: Clock;
  /** `create` refuses a folder that holds a record already; `reopen` refuses one that holds none. */
  readonly mode: 'create' | 'reopen';
  readonly files?: RecordFiles;
  /** Real milliseconds between syncs of facts that nobody waits for. */
  readonly flushEveryMs?: number;
  /** Signs a checkpoint at the end of each phase and of the record; without it the run is an unsigned draft. */
  readonly sign?: SignCheckpoint;
}

export interface OpenedRecord {
  readonly record: RecordPort;
  /** Bytes of a line that a crash had cut and that were removed on reopening. */
  readonly tornBytes: number;
}

/** Opens a run's record for writing: a hash-chained `events.ndjson` and the beacon ledgers beside it. */
export async function openRecord(options: OpenRecordOptions): Promise<OpenedRecord> {
  const files = options.files ?? diskFiles;
  const path = join(options.folder, EVENTS_FILE);
  makeFolder(options.folder);
  const bytes = await files.read(path);
  if (options.mode === 'create' && bytes !== null) throw new RedrillError('record.exists', `${path} exists already: a run's record is never overwritten; resume it, or start a new run.`);
  if (options.mode === 'reopen' && bytes === null) throw new RedrillError('record.missing', `There is no record at ${path} to go on with.`);
  const chain = parseChain(bytes ?? Buffer.alloc(0), path);
  if (chain.tornBytes > 0) await files.truncate(path, chain.goodBytes);
  const ledgers = new BeaconLedgers(options.folder, files);
  if (options.mode === 'reopen') await ledgers.cutTornTails();
  const checkpoints = options.sign ? await CheckpointFile.open(options.folder, files, options.sign) : null;
  return { record: new RunRecord(options, { log: new LineFile(path, files), ledgers, checkpoints }, chain), tornBytes: chain.tornBytes };
}

interface Parts {
  readonly log: LineFile;
  readonly ledgers: BeaconLedgers;
  readonly checkpoints: CheckpointFile | null;
}

class RunRecord implements RecordPort {
  readonly folder: string;
  private readonly clock: Clock;
  private readonly log: LineFile;
  private readonly ledgers: BeaconLedgers;
  private readonly checkpoints: CheckpointFile | null;
  private readonly stopTimer: () => void;
  private readonly all: RunEvent[];
  private head: string;
  private current: PhaseName;

  constructor(options: OpenRecordOptions, { log, ledgers, checkpoints }: Parts, chain: Chain) {
    this.folder = options.folder;
    this.clock = options.clock;
    this.log = log;
    this.ledgers = ledgers;
    this.checkpoints = checkpoints;
    this.all = [...chain.events];
    this.head = chain.events.length > 0 ? chain.head : GENESIS;
    this.current = chain.events.at(-1)?.phase ?? '1-prepare';
    this.stopTimer = every(options.flushEveryMs ?? 1000, () => {
      // The failure is kept and rejects the next append; thrown here it would end the process before recovery could run.
      this.flush().catch(() => undefined);
    });
  }

  async append<T extends EventType>(type: T, data: EventData[T], options: { readonly durable?: boolean } = {}): Promise<RunEvent<T>> {
    const failure = this.log.failure ?? this.ledgers.failure;
    if (failure) throw failure;
    const event = this.link(type, data);
    if (options.durable) await this.log.flush();
    if (type === 'phase.ended') this.checkpoint();
    return event;
  }

  events(): readonly RunEvent[] {
    return this.all;
  }

  setPhase(phase: PhaseName): void {
    this.current = phase;
  }

  phase(): PhaseName {
    return this.current;
  }

  beacon(store: string, line: BeaconLine): void {
    this.ledgers.push(store, line);
  }

  importBeacons(store: string, lines: AsyncIterable<BeaconLine>): Promise<number> {
    return this.ledgers.import(store, lines);
  }

  beacons(store: string): AsyncIterable<BeaconLine> {
    return this.ledgers.read(store);
  }

  async flush(): Promise<void> {
    await Promise.all([this.log.flush(), this.ledgers.flush(), this.checkpoints?.flush()]);
  }

  async close(): Promise<void> {
    this.stopTimer();
    this.checkpoint();
    try {
      await this.ledgers.close();
    } finally {
      try {
        await this.log.close();
      } finally {
        await this.checkpoints?.close();
      }
    }
  }

  /** Says under the key that the record had so many events by now. */
  private checkpoint(): void {
    const last = this.all.at(-1);
    const started = this.all.find((event): event is RunEvent<'run.started'> => event.type === 'run.started');
    if (last && started) this.checkpoints?.push({ run: started.data.id, events: last.seq, head: this.head, at: last.at, phase: last.phase });
  }

  /** Numbers, stamps and chains in one synchronous step, so that the order of calls is the order of lines. */
  private link<T extends EventType>(type: T, data: EventData[T]): RunEvent<T> {
    const whole = JSON.stringify({
      seq: (this.all.at(-1)?.seq ?? 0) + 1,
      prev: this.head,
      at: isoMicros(this.clock.nowMicros()),
      mono: this.clock.monoMicros(),
      phase: this.current,
      type,
      data,
    });
    // A secret that a step or an error message lets slip must be in no report, so it must not be in what they come from.
    const said = JSON.parse(whole) as RunEvent<T>;
    const event = { ...said, data: hideSecretsIn(said.data) };
    const line = JSON.stringify(event);
    this.head = hash('sha256', line, 'hex');
    this.all.push(event as unknown as RunEvent);
    this.log.push(`${line}\n`);
    return event;
  }
}
