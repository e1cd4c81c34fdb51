import type { RunEvent } from '#contract/events';
import { humanDuration } from '#kit/durations';
import { clockText } from './timeline-state.ts';

/** One fact as a plain line for a log, or null for facts that only fill a report. */
export function lineOf(event: RunEvent): string | null {
  const words = wordsOf(event);
  return words === null ? null : `${clockText(event.at)}  ${words}`;
}

function wordsOf(event: RunEvent): string | null {
  switch (event.type) {
    case 'run.started':
      return `${event.data.id}: ${event.data.title}${event.data.variant ? `, variant ${event.data.variant}` : ''}${event.data.mutation ? `, sabotaged by ${event.data.mutation}` : ''}`;
    case 'phase.started':
      return `phase ${event.phase}${event.data.attempt > 1 ? ` (attempt ${event.data.attempt})` : ''}`;
    case 'phase.ended':
      return event.data.outcome === 'done' ? null : `phase ${event.phase} ${event.data.outcome}${event.data.reason ? `: ${event.data.reason}` : ''}`;
    case 'guard.checked':
      return event.data.ok ? null : `guard ${event.data.guard} says no: ${event.data.detail}`;
    case 'baseline.steady':
      return `steady since ${clockText(event.data.since)} (${event.data.readings} readings)`;
    case 'safety-copy.made':
      return `safety copy of ${event.data.store}: ${event.data.count} objects, ${event.data.verified ? 'verified' : 'NOT verified'}`;
    case 'mutation.applied':
      return `sabotage ${event.data.mutation}: ${event.data.detail}`;
    case 'strike.chosen':
      return `strike at ${clockText(event.data.at)}, ${humanDuration(event.data.offsetSeconds)} after the newest point (${event.data.how}, seed ${event.data.seed})`;
    default:
      return recoveryWords(event);
  }
}

function recoveryWords(event: RunEvent): string | null {
  switch (event.type) {
    case 'fault.observed':
      return `T0: ${event.data.fault} on ${event.data.store} observed: ${event.data.detail}`;
    case 'fault.not-observed':
      return `${event.data.fault} on ${event.data.store} was not observed in ${humanDuration(event.data.waitedSeconds)}`;
    case 'detection.ended':
      return event.data.at === null ? `T1: nobody noticed: ${event.data.why}` : `T1: noticed by ${event.data.source ?? 'somebody'}`;
    case 'declared':
      return `T2: recovery declared (${event.data.by})`;
    case 'step.started':
      return `step ${event.data.n}: ${event.data.title} (${event.data.uses})`;
    case 'step.ended':
      return event.data.outcome === 'done' ? null : `step ${event.data.n} ${event.data.outcome}${event.data.note ? `: ${event.data.note}` : ''}`;
    case 'release.passed':
      return 'T5: release check passed';
    case 'service.read':
      return event.data.first && event.data.healthy === true ? `T6: ${event.data.store} serves again (${event.data.how})` : null;
    default:
      return endWords(event);
  }
}

function endWords(event: RunEvent): string | null {
  switch (event.type) {
    case 'soak.ended':
      return `soak ${event.data.ok ? 'held' : 'broke'}: ${event.data.detail}`;
    case 'integrity.read': {
      const { expected, recovered, missing, different, unexpected, strength } = event.data.reading;
      return `integrity of ${event.data.store} (${strength}): ${recovered} of ${expected}, ${missing} missing, ${different} different, ${unexpected} unexpected`;
    }
    case 'protected.again':
      return event.data.at === null ? `T8: ${event.data.store} not protected again: ${event.data.why}` : `T8: ${event.data.store} protected again at ${clockText(event.data.at)}`;
    case 'put-back.ended':
      return event.data.ok ? `put back (${event.data.how})` : `could NOT be put back: ${event.data.left.join(', ')}`;
    case 'signal':
      return event.data.count === 1 ? `${event.data.name}: no more breaking, going to recovery; again to leave at once` : `${event.data.name}: leaving`;
    case 'deadline':
      return `deadline of ${event.data.phase} passed after ${humanDuration(event.data.afterSeconds)}`;
    case 'resumed':
      return `resumed after ${humanDuration(event.data.downSeconds)} without a harness`;
    case 'error':
      return `error in ${event.data.where}: ${event.data.message}`;
    default:
      return null;
  }
}
