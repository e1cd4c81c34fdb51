import type { Clock } from '#contract/clock';
import type { ClockState, SandboxStatus, WakeEvent } from '#contract/control';
import { RedrillError } from '#kit/redrill-error';
import { TaskCounter } from '#kit/task-counter';
import { isoMicros, monoMicros } from '#kit/time';
import { every, realSleep } from '#kit/wall-clock';
import type { ControlClient } from './control-client.ts';
import { Sleepers, type Sleeper } from './sleepers.ts';

/** Why drill time does not jump: tasks of this process that are awake, or other participants. */
export interface Stall {
  readonly seconds: number;
  readonly awakeTasks: readonly string[];
  readonly awakeParticipants: readonly string[];
}

interface ParticipantInput {
  readonly client: Pick<ControlClient, 'hello' | 'call' | 'send'>;
  readonly role: 'harness' | 'platform';
  readonly onStall: ((stall: Stall) => void) | null;
}

const STALL_MICROS = 2_000_000;
const LOOK_EVERY_MS = 500;
const LONGEST_REAL_SLEEP_MS = 3_600_000;

/**
 * The client's half of the park/wake handshake. Parked means that the sandbox alone may wake this process; whoever wakes for another reason
 * (an aborted sleep, a joined promise, a new task) tells the sandbox first and waits for its answer, so nobody acts on an old time.
 */
export class DrillTimeParticipant {
  private readonly input: ParticipantInput;
  private readonly counter = new TaskCounter(() => this.park());
  private readonly sleepers = new Sleepers();
  private state: ClockState;
  private parked: { readonly number: number; readonly until: number | null } | null = null;
  private parks = 0;
  private order = 0;
  private unparking: Promise<void> | null = null;
  private rearming = false;
  private alarm: { readonly abort: AbortController; readonly at: number } | null = null;
  private gone: RedrillError | null = null;
  private awakeSince = monoMicros();
  private stallSaid = false;
  private readonly stopLooking: () => void;

  constructor(input: ParticipantInput) {
    this.input = input;
    this.state = input.client.hello.clock;
    this.stopLooking = input.onStall ? every(LOOK_EVERY_MS, () => this.lookForStall()) : () => undefined;
  }

  clock(): Clock {
    const nowMicros = (): number => this.nowMicros();
    const sleepUntil = (at: number, signal?: AbortSignal): Promise<void> => this.sleepUntil(at, signal);
    return {
      nowMicros,
      nowIso: () => `${isoMicros(nowMicros()).slice(0, -4)}Z`,
      monoMicros,
      sleep: (ms, signal) => sleepUntil(nowMicros() + Math.max(0, ms) * 1000, signal),
      sleepUntil,
      task: (name, work) => this.counter.run(name, async () => {
        await this.awake();
        return work();
      }),
      join: (promise) => this.counter.idleWhile(async () => {
        try {
          return await promise;
        } finally {
          await this.awake();
        }
      }),
    };
  }

  /** The sandbox moved time, and perhaps woke this process. A wake for an older park only tells the time. */
  wake({ clock, wake, park }: WakeEvent): void {
    this.state = clock;
    if (!wake || this.parked === null || this.parked.number !== park) return;
    this.setAwake();
    this.releaseDue();
    this.rearm();
  }

  /** The sandbox is gone: nobody will ever wake these sleepers. */
  lose(): void {
    this.gone = new RedrillError('sandbox.lost', 'the sandbox is gone (its control connection closed): see "redrill sandbox status"', { actor: 'platform' });
    this.stopLooking();
    this.alarm?.abort.abort();
    this.parked = null;
    for (const sleeper of this.sleepers.all()) sleeper.fail(this.gone);
  }

  private nowMicros(): number {
    return this.state.anchorEpochMicros + monoMicros() - this.state.anchorMonoMicros + this.state.offsetMicros;
  }

  private sleepUntil(at: number, signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    if (this.gone) return Promise.reject(this.gone);
    if (at <= this.nowMicros()) return Promise.resolve();
    return this.counter.idleWhile(() => new Promise<void>((resolve, reject) => {
      const settle = (then: () => void): void => {
        signal?.removeEventListener('abort', abort);
        then();
      };
      this.order += 1;
      const sleeper: Sleeper = { at, order: this.order, wake: () => settle(resolve), fail: (error) => settle(() => reject(error)) };
      const abort = (): void => {
        if (this.sleepers.remove(sleeper)) void this.awake().then(() => reject(signal?.reason as Error), reject);
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.sleepers.add(sleeper);
      this.rearm();
    }));
  }

  /**
   * All tasks are idle. A harness without any task is doing something uncounted, so it stays awake and time keeps to real speed;
   * a platform whose last task has ended has nothing left to do in drill time and holds nobody back.
   */
  private park(): void {
    if (this.gone || this.unparking || this.counter.awake.length > 0 || (this.counter.size === 0 && this.input.role === 'harness')) return;
    const until = this.sleepers.earliest;
    if (this.parked !== null && this.parked.until === until) return;
    this.parks += 1;
    this.parked = { number: this.parks, until };
    this.stopAlarm();
    this.stallSaid = false;
    this.awakeSince = monoMicros();
    this.input.client.send('park', { park: this.parks, untilMicros: until });
  }

  /** Makes sure that the sandbox knows this process to be awake before anything goes on. */
  private async awake(): Promise<void> {
    if (this.gone) return;
    if (this.parked === null && !this.unparking) return;
    this.unparking ??= this.unpark(this.parked?.number ?? this.parks);
    await this.unparking;
  }

  private async unpark(park: number): Promise<void> {
    try {
      const { clock } = (await this.input.client.call('unpark', { park })) as { clock: ClockState };
      this.state = clock;
      this.setAwake();
    } catch (error) {
      // a lost connection is told to every sleeper by lose(); the task that woke goes on to find it
      if (!(error instanceof RedrillError) || error.code !== 'sandbox.lost') throw error;
    } finally {
      this.unparking = null;
      this.releaseDue();
      this.rearm();
    }
  }

  private setAwake(): void {
    this.parked = null;
    this.awakeSince = monoMicros();
    this.stallSaid = false;
  }

  private releaseDue(): void {
    for (const sleeper of this.sleepers.due(this.nowMicros())) sleeper.wake();
  }

  /** Looks once at the end of this turn: a parked process may need an earlier wake, one that is awake a real-time alarm. */
  private rearm(): void {
    if (this.rearming) return;
    this.rearming = true;
    setImmediate(() => {
      this.rearming = false;
      if (this.gone) return;
      if (this.counter.size > 0 && this.counter.awake.length === 0) this.park();
      if (this.parked === null) this.setAlarm();
    });
  }

  /** While somebody is awake time runs at real speed, and so do the sleepers of this process. */
  private setAlarm(): void {
    const at = this.sleepers.earliest;
    if (at === null || this.alarm?.at === at) return;
    this.stopAlarm();
    const abort = new AbortController();
    this.alarm = { abort, at };
    void realSleep(Math.min(Math.max(0, (at - this.nowMicros()) / 1000), LONGEST_REAL_SLEEP_MS), abort.signal).then(
      () => {
        this.alarm = null;
        if (this.parked === null && !this.unparking) this.releaseDue();
        this.rearm();
      },
      // parked, or another sleeper is earlier: this alarm has nothing to say any more
      () => undefined,
    );
  }

  private stopAlarm(): void {
    this.alarm?.abort.abort();
    this.alarm = null;
  }

  private lookForStall(): void {
    const micros = monoMicros() - this.awakeSince;
    if (this.stallSaid || this.gone || micros < STALL_MICROS || this.sleepers.earliest === null) return;
    this.stallSaid = true;
    const say = (awakeParticipants: readonly string[]): void => this.input.onStall?.({ seconds: micros / 1_000_000, awakeTasks: this.counter.awake, awakeParticipants });
    if (this.parked === null) return say([]);
    void this.input.client.call('status').then(
      (status) => {
        const awake = (status as SandboxStatus).participants.filter((one) => !one.parked).map((one) => one.name);
        // everyone parked and no jump: no harness is there, and real speed is what is wanted
        if (awake.length > 0) say(awake);
      },
      // the connection has just ended; lose() tells everybody
      () => undefined,
    );
  }
}
