import type { EventType, RunEvent } from '#contract/events';
import type { TimePoint } from '#contract/measurement';
import type { ReportInput } from '#contract/reporting';
import type { RunSummary } from '#contract/run-summary';
import { eventsOf, recoverySteps } from '#measure/events-of';
import { pathsOf } from './event-paths.ts';
import type { Source } from './source.ts';

/** Where the numbers of the run as a whole come from: moments, steps, guards, what was struck, earlier runs, attempts. */
export function runSources(input: ReportInput, summary: RunSummary): readonly Source[] {
  const { events } = input;
  const kinds = (...types: readonly EventType[]): readonly string[] => pathsOf(types.flatMap((type) => eventsOf<EventType>(events, type)));
  const of = (id: string, what: string, paths: readonly string[], how: string): Source => ({ id: `from-${id}`, store: null, what, paths, how });
  return [
    ...(Object.keys(POINTS) as TimePoint[]).map((point) => of(point, `${point}, for all stores`, pathsOf(momentEvents(events, point, summary)), POINTS[point])),
    ...input.measurement.steps.map(({ n }) => of(`step-${n}`, `step ${n} of the runbook`, stepPaths(events, n), 'from the begin of the step to its end')),
    of('targets', 'targets (RTO, RPO) and people', kinds('run.started'), 'as the config set them when the run began'),
    of('plan', 'what was struck, and the document followed', kinds('plan.made'), 'what the plan resolved before anything was touched'),
    of('strike', 'when the strike fell', kinds('strike.chosen'), 'drawn from the seed, or set'),
    of('dependencies', 'what the recovery rests on', kinds('dependencies.read'), 'read before anything was broken'),
    of('service', 'service, users, load and own checks', kinds('service.read', 'journeys.read', 'load.read', 'own-check.read', 'soak.ended'), 'each look at what users have'),
    of('controls', 'negative controls of the checks', kinds('control.checked'), 'each check was first given what it must refuse'),
    of('guards', 'guards and effects', kinds('guard.checked', 'effect.intended', 'effect.failed'), 'counted by what they say; of many the first and the last are named'),
    of('findings', 'findings', kinds('finding', 'detection.ended'), 'written down in the run, or judged from its other numbers'),
    of('put-back', 'put back', kinds('put-back.ended', 'failback.ended'), 'what the harness saw at the end'),
    of('harness', 'resumes and errors of the harness', kinds('resumed', 'error', 'signal', 'deadline'), 'as they were written down'),
    of('phases', 'phases', kinds('phase.started'), 'from the first event of a phase to its last'),
    of('attempts', 'attempts and earlier runs', input.context === null ? [] : ['context.json', '../ledger.ndjson'], 'the list of attempts when the run was concluded; kept beside the record'),
    of('record', 'the record itself', input.files.map(({ name }) => name), 'SHA-256 over chain, count and ledgers'),
  ];
}

const POINTS: { readonly [T in TimePoint]: string } = {
  T0: 'the earliest moment at which a fault took effect', T1: 'when an alarm or a person noticed', T2: 'when recovery was declared', T3: 'the begin of the first restore step', T4: 'the end of the last restore step',
  T5: 'the last release check that passed', T6: 'the first success of the service that the soak confirmed', T7: 'the end of putting back', T8: 'the first new recovery point of the restored resource',
};

const TYPES: { readonly [T in TimePoint]: readonly EventType[] } = { T0: ['fault.observed'], T1: ['detection.ended'], T2: ['declared'], T3: ['step.started'], T4: ['step.ended'], T5: ['release.passed'], T6: ['service.read', 'journeys.read'], T7: ['put-back.ended'], T8: ['protected.again'] };

/** The events that carry a moment: those at it, and where the moment stands inside an event all of that kind. */
function momentEvents(events: readonly RunEvent[], point: TimePoint, summary: RunSummary): readonly RunEvent[] {
  const moments = new Set([summary.timeline[point], ...summary.stores.map(({ timeline }) => timeline[point])]);
  const kind = TYPES[point].flatMap((type) => eventsOf<EventType>(events, type));
  const at = kind.filter((event) => moments.has(event.at));
  return ['T3', 'T4', 'T6'].includes(point) ? at : kind;
}

function stepPaths(events: readonly RunEvent[], n: number): readonly string[] {
  return pathsOf([...recoverySteps(events, 'step.started'), ...recoverySteps(events, 'step.ended'), ...eventsOf(events, 'plan.made')].filter(({ data }) => !('n' in data) || data.n === n));
}
