import type { NumberClass } from '#contract/clock';
import type { RunEvent } from '#contract/events';
import type { Measured, RtaPart, Timeline } from '#contract/measurement';
import { microsOf } from '#kit/time';
import { lastOf } from './events-of.ts';
import { harnessDown, overlap } from './harness-down.ts';
import type { Span } from './harness-down.ts';
import { measured, notMeasured } from './measured.ts';

export interface RecoveryTime {
  readonly rta: Measured;
  readonly rtaFromDetection: Measured;
  readonly rtaFromDeclaration: Measured;
  readonly rtaParts: readonly RtaPart[];
}

export interface RecoveryInput {
  readonly timeline: Timeline;
  readonly events: readonly RunEvent[];
  readonly class: NumberClass;
  /** Why the run's clock cannot be trusted, or null. */
  readonly clockFault: string | null;
}

/**
 * Recovery time: the later of T5 and T6, minus T0, in seconds, with parts that are contiguous and sum to it.
 * A negative part or a total of 0 is an error of the clock, never a number.
 */
export function recoveryTime(input: RecoveryInput): RecoveryTime {
  const { timeline } = input;
  if (input.clockFault) return nothing(input.clockFault);
  const missing = firstMissing(timeline);
  if (missing) return nothing(missing);
  const at = (point: keyof Timeline): number => microsOf(timeline[point] ?? '');
  const start = at('T0');
  const end = Math.max(at('T5'), at('T6'));
  const parts = contiguous(timeline, end);
  const negative = parts.find((part) => part.span[1] < part.span[0]);
  if (negative) return nothing(`clock: the part "${negative.name}" would be negative, so the moments contradict each other`);
  if (end <= start) return nothing('clock: the whole recovery would have taken no time at all');
  const from = (point: 'T1' | 'T2', why: string): Measured => (timeline[point] === null ? notMeasured(why) : measured((end - at(point)) / 1_000_000, input.class));
  return {
    rta: measured((end - start) / 1_000_000, input.class),
    rtaFromDetection: from('T1', 'not detected: no alarm and no person noticed the fault'),
    rtaFromDeclaration: from('T2', 'recovery was not declared'),
    rtaParts: cutDowntime(parts, input),
  };
}

interface Part {
  readonly name: RtaPart['name'];
  readonly span: Span;
}

/** Without T1 the whole wait up to T2 counts as decision: nobody knew that there was something to decide. */
function contiguous(timeline: Timeline, end: number): readonly Part[] {
  const [t0, t2, t4] = [microsOf(timeline.T0 ?? ''), microsOf(timeline.T2 ?? ''), microsOf(timeline.T4 ?? '')];
  const t1 = timeline.T1 === null ? null : microsOf(timeline.T1);
  return [
    ...(t1 === null ? [] : [{ name: 'detection', span: [t0, t1] } as const]),
    { name: 'decision', span: [t1 ?? t0, t2] },
    { name: 'restore', span: [t2, t4] },
    { name: 'verification', span: [t4, end] },
  ];
}

function cutDowntime(parts: readonly Part[], input: RecoveryInput): readonly RtaPart[] {
  const down = harnessDown(input.events);
  const decision = lastOf(input.events, 'declared')?.data.class ?? input.class;
  const cut = parts.map(({ name, span }): RtaPart => ({ name, seconds: (span[1] - span[0] - overlap(span, down)) / 1_000_000, class: name === 'decision' ? decision : input.class }));
  const gone = parts.reduce((sum, { span }) => sum + overlap(span, down), 0);
  return gone > 0 ? [...cut, { name: 'harness-down', seconds: gone / 1_000_000, class: 'local' }] : cut;
}

const NEEDED: readonly (readonly [keyof Timeline, string])[] = [
  ['T0', 'the fault was not observed (T0)'],
  ['T2', 'recovery was not declared (T2)'],
  ['T4', 'no restore of the runbook was carried out to its end (T4)'],
  ['T5', 'the release check of the runbook did not pass (T5)'],
  ['T6', 'the service was not seen to work again and to stay so through the soak (T6)'],
];

function firstMissing(timeline: Timeline): string | null {
  return NEEDED.find(([point]) => timeline[point] === null)?.[1] ?? null;
}

function nothing(why: string): RecoveryTime {
  const none = notMeasured(why);
  return { rta: none, rtaFromDetection: none, rtaFromDeclaration: none, rtaParts: [] };
}
