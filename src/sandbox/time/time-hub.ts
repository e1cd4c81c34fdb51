import type { ClockState, ControlRole, SandboxStatus, WakeEvent } from '#contract/control';
import { RedrillError } from '#kit/redrill-error';
import type { Timer } from '../service.ts';
import { Alarm } from './alarm.ts';
import { commitProblem } from './commit-problem.ts';
import type { DrillClock } from './drill-clock.ts';
import { TimerQueue } from './timer-queue.ts';

/** What the hub knows of one connection that takes part in drill time. */
export interface ParticipantInfo {
  readonly name: string;
  readonly role: ControlRole;
  readonly pid: number;
  send(event: WakeEvent): void;
}

/** A participant's handle on the hub. */
export interface Participant {
  park(park: number, untilMicros: number | null): void;
  unpark(): ClockState;
  leave(): void;
}

interface Seat {
  readonly info: ParticipantInfo;
  parked: number | null;
  until: number | null;
  /** Offset this participant was told last. */
  told: number;
}

const ADVANCE_PATIENCE_MS = 60_000;
const LOOK_AGAIN_MS = 1000;

/**
 * Decides when drill time may jump: while a harness is there with a wake time, everyone who takes part is parked, no AWS call is in flight
 * and no due timer still works. Then to the earliest wake or timer; timers fire, in order of their due times, before anyone wakes.
 * Without a harness everything happens at real speed. A harness that waits without a wake time of its own waits for something real,
 * so time does not run away meanwhile.
 */
export class TimeHub {
  private readonly seats = new Set<Seat>();
  private readonly alarm = new Alarm();
  private readonly queue: TimerQueue;
  private readonly clock: DrillClock;
  private inFlight = 0;
  private frozen = false;
  /** Due timers that fire now. */
  private working: Promise<void> | null = null;
  private planned = false;
  private closed = false;
  private stoodStill = false;
  private readonly report: (line: string) => void;

  constructor(clock: DrillClock, timers: readonly Timer[], report: (line: string) => void) {
    this.clock = clock;
    this.report = report;
    this.queue = new TimerQueue(timers, report);
    clock.onChange(() => { this.queue.forget(); this.look(); });
    this.look();
  }

  join(info: ParticipantInfo): Participant {
    const seat: Seat = { info, parked: null, until: null, told: this.clock.state().offsetMicros };
    this.seats.add(seat);
    this.look();
    return {
      park: (park, until) => { seat.parked = park; seat.until = until; this.look(); },
      unpark: () => { seat.parked = null; seat.until = null; seat.told = this.clock.state().offsetMicros; return this.clock.state(); },
      leave: () => { this.seats.delete(seat); this.look(); },
    };
  }

  callBegan(): void {
    this.inFlight += 1;
  }

  callEnded(): void {
    this.inFlight -= 1;
    if (this.inFlight === 0) this.look();
  }

  freeze(frozen: boolean): void {
    this.frozen = frozen;
    this.look();
  }

  participants(): SandboxStatus['participants'] {
    return [...this.seats].map(({ info, parked }) => ({ name: info.name, role: info.role, pid: info.pid, parked: parked !== null }));
  }

  /** Moves time forward like a harness that sleeps for `micros`: due timers and wakes on the way happen in order. */
  advance(micros: number): Promise<ClockState> {
    const until = this.clock.nowMicros() + micros;
    return new Promise((resolve, reject) => {
      const patience = new Alarm();
      const seat = this.join({ name: 'advance', role: 'harness', pid: process.pid, send: (event) => { if (!event.wake) return; patience.clear(); seat.leave(); resolve(event.clock); } });
      patience.set(ADVANCE_PATIENCE_MS, () => {
        seat.leave();
        const busy = this.participants().filter((one) => !one.parked).map((one) => one.name);
        reject(new RedrillError('sandbox.advance-busy', `time cannot be advanced: after ${ADVANCE_PATIENCE_MS / 1000} s still busy: ${busy.join(', ') || `${this.inFlight} AWS calls or a due job`}; try again when it has finished`));
      });
      seat.park(1, until);
    });
  }

  /** No further timer fires; resolves when the one that is firing has done its work. */
  async close(): Promise<void> {
    this.closed = true;
    this.alarm.clear();
    await this.working;
  }

  /** Looks again at the end of this turn; many reasons in one turn make one look. */
  private look(): void {
    if (this.planned) return;
    this.planned = true;
    queueMicrotask(() => { this.planned = false; this.consider(); });
  }

  private consider(): void {
    if (this.working !== null || this.closed) return;
    const due = this.earliest(false);
    if (due === null) return this.alarm.clear();
    const now = this.clock.nowMicros();
    if (due > now) {
      if (!this.mayJump()) return this.alarm.set((due - now) / 1000, () => this.consider());
      if (!this.jump(this.earliest(true) ?? due)) return this.alarm.set(LOOK_AGAIN_MS, () => this.consider());
    }
    this.alarm.clear();
    if (!this.queue.due(this.clock.nowMicros())) return this.wake();
    this.working = this.queue.fireDue(() => this.clock.nowMicros(), () => this.closed).then(() => {
      this.working = null;
      if (!this.closed) this.wake();
    });
  }

  /** False when the new time could not be committed: time stands still then, because what is not kept must not be announced. */
  private jump(due: number): boolean {
    try {
      this.clock.jumpTo(due);
      this.stoodStill = false;
      return true;
    } catch (error) {
      if (!this.stoodStill) this.report(`drill time stands still: its new moment could not be kept: ${commitProblem(error)}; it is tried again every second`);
      this.stoodStill = true;
      return false;
    }
  }

  private earliest(urgent: boolean): number | null {
    let earliest = this.queue.next(urgent);
    for (const seat of this.seats) {
      if (seat.parked !== null && seat.until !== null && (earliest === null || seat.until < earliest)) earliest = seat.until;
    }
    return earliest;
  }

  private mayJump(): boolean {
    if (this.frozen || this.inFlight > 0) return false;
    let harness = false;
    for (const seat of this.seats) {
      if (seat.parked === null) return false;
      if (seat.info.role === 'harness' && seat.until !== null) harness = true;
    }
    return harness;
  }

  /** Everyone who is due is marked awake before anything is sent, so no further jump can begin in between. */
  private wake(): void {
    const now = this.clock.nowMicros();
    const clock = this.clock.state();
    const woken: { readonly seat: Seat; readonly park: number }[] = [];
    for (const seat of this.seats) {
      if (seat.parked === null || seat.until === null || seat.until > now) continue;
      woken.push({ seat, park: seat.parked });
      seat.parked = null;
      seat.until = null;
      seat.told = clock.offsetMicros;
    }
    for (const seat of this.seats) {
      if (seat.told === clock.offsetMicros) continue;
      seat.told = clock.offsetMicros;
      seat.info.send({ event: 'clock', clock, wake: false, park: null });
    }
    for (const { seat, park } of woken) seat.info.send({ event: 'clock', clock, wake: true, park });
    this.look();
  }
}
