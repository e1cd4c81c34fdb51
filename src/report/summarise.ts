import type { EventType, RunEvent } from '#contract/events';
import type { Measured, StoreMeasurement } from '#contract/measurement';
import type { ReportInput } from '#contract/reporting';
import type { RunSummary, StoreSummary, SummaryNumber } from '#contract/run-summary';
import { microsOf } from '#kit/time';
import { loadPhases, realOutages } from '#measure/load-phases';
import { summaryNumber } from './words.ts';

/** `run.json`: what other tools read of a run. Pure; the same record gives the same bytes. */
export function summarise(input: ReportInput): RunSummary {
  const { started, events, measurement, judgement } = input;
  const stores = measurement.stores.map((store) => storeSummary(store, input));
  return {
    schema: 'redrill.run/1',
    run: runPart(input),
    target: started.target,
    objectives: started.objectives.map(({ source, rto, rpo }) => ({ source, rto, rpo })),
    verdict: judgement.verdict,
    reasons: judgement.reasons,
    stores,
    rta: worst(measurement.stores.map((store) => store.rta)),
    rpa: worst(measurement.stores.map((store) => store.rpa)),
    timeline: measurement.timeline,
    ...detectionPart(events),
    strike: strikePart(events),
    clock: { drillStartedAt: events[0]?.at ?? '', realStartedAt: started.realStartedAt, realSeconds: realSeconds(events) },
    putBack: last(events, 'put-back.ended')?.data ?? null,
    resumes: all(events, 'resumed').map((event) => ({ at: event.at, downSeconds: event.data.downSeconds })),
    engines: started.engines,
    record: { events: input.record.events, sha256: input.record.sha256 },
    phases: measurement.phases,
    runbook: runbookPart(input),
    service: servicePart(input),
    claims: judgement.claims,
    findings: judgement.findings,
    safety: safetyPart(events),
    mutations: judgement.mutations,
    notExercised: started.notExercised,
  };
}

function detectionPart(events: ReportInput['events']): Pick<RunSummary, 'detection'> {
  const noticed = last(events, 'detection.ended')?.data;
  if (noticed === undefined || noticed.at === null) return {};
  return { detection: { ...noticed, at: noticed.at, source: noticed.source ?? 'somebody' } };
}

function runPart({ started, events, judgement }: ReportInput): RunSummary['run'] {
  const { number, id, scenario, title, variant, mutation, command, version, commit } = started;
  return { number, id, scenario, title, variant, mutation, startedAt: events[0]?.at ?? '', endedAt: last(events, 'run.ended')?.at ?? null, command, version, commit, stoppedBy: judgement.stoppedBy };
}

function storeSummary(store: StoreMeasurement, { started, judgement }: ReportInput): StoreSummary {
  const judged = judgement.stores.find((entry) => entry.id === store.id);
  return {
    id: store.id,
    service: store.service,
    verdict: judged?.verdict ?? 'inconclusive',
    reasons: judged?.reasons ?? [],
    rta: summaryNumber(store.rta),
    rtaFromDetection: summaryNumber(store.rtaFromDetection),
    rtaFromDeclaration: summaryNumber(store.rtaFromDeclaration),
    rtaParts: store.rtaParts,
    rpa: summaryNumber(store.rpa),
    rpaWorst: { ...summaryNumber(store.rpaWorst), window: store.rpaWorst.window, ...(store.rpaWorst.unmeasuredPoints === undefined ? {} : { unmeasuredPoints: store.rpaWorst.unmeasuredPoints }), ...(store.rpaWorst.basis === undefined ? {} : { basis: store.rpaWorst.basis }) },
    timeline: store.timeline,
    objectives: started.objectives.map(({ source, rto, rpo }) => ({ source, rto, rpo })),
    engineSeconds: store.engineSeconds,
    integrity: store.integrity,
    ...(store.witnesses.length === 0 ? {} : { witnesses: store.witnesses }),
    beacons: { ...store.beacons, lostWrites: store.lostWrites },
    posture: store.posture,
  };
}

/** The worst of the stores; one that was not measured makes the whole not measured, with its reason. */
function worst(numbers: readonly Measured[]): SummaryNumber {
  const missing = numbers.find((number) => number.value === null);
  if (missing) return summaryNumber(missing);
  const [first, ...rest] = numbers;
  if (!first) return { value: null, seconds: null, class: null, why: 'the run never named a store' };
  return summaryNumber(rest.reduce((a, b) => ((b.value ?? 0) > (a.value ?? 0) ? b : a), first));
}

function strikePart(events: readonly RunEvent[]): RunSummary['strike'] {
  const chosen = last(events, 'strike.chosen')?.data;
  return chosen ? { after: chosen.after, offsetSeconds: chosen.offsetSeconds, how: chosen.how, seed: chosen.seed } : null;
}

function runbookPart({ events, measurement }: ReportInput): RunSummary['runbook'] {
  const runbook = last(events, 'plan.made')?.data.runbook;
  if (!runbook) return null;
  const executed = measurement.steps.filter((step) => step.outcome === 'done' || step.outcome === 'failed');
  const unbound = runbook.steps.filter((step) => step.uses === null).map((step) => ({ n: step.n, what: `documented as text only: ${step.title}`, edit: null }));
  const off = measurement.steps.filter((step) => step.outcome === 'failed' || step.outcome === 'skipped').map((step) => ({ n: step.n, what: `${step.outcome}: ${step.note ?? step.title}`, edit: null }));
  return { path: runbook.path, sha256: runbook.sha256, documented: runbook.steps.length, executed: executed.length, manual: executed.filter((step) => step.uses === 'manual').length, deviations: [...unbound, ...off].sort((a, b) => a.n - b.n) };
}

function servicePart({ events, measurement, loadSeries }: ReportInput): RunSummary['service'] {
  const journeys = measurement.stores.map((store) => {
    const readings = all(events, 'service.read').filter((event) => event.data.store === store.id);
    const result = store.timeline.T6 !== null ? 'pass' : readings.length > 0 ? 'fail' : 'not measured';
    return { name: `canary of ${store.id}`, result, why: readings.at(-1)?.data.detail ?? 'the service was not looked at after the fault' };
  });
  const users = all(events, 'journeys.read').findLast(({ data }) => data.moment !== 'baseline')?.data;
  const load = last(events, 'load.read')?.data;
  const phases = load === undefined ? [] : loadPhases(events, load, loadSeries ?? []);
  const outages = load === undefined ? undefined : realOutages(load);
  const own = all(events, 'own-check.read').filter(({ data }) => data.moment === 'recovered').map(({ data: { id, tag, result, detail } }) => ({ id, tag, result, detail }));
  return {
    journeys: [...journeys, ...(users?.results ?? []).map(({ name, result, why }) => ({ name, result, ...(why === null ? {} : { why }) }))],
    availability: availability(events, measurement.stores),
    errorRate: load === undefined || load.requests === 0 ? null : Math.round((load.failed / load.requests) * 10_000) / 10_000,
    ...(users === undefined ? {} : { journeysBy: users.browser ?? 'HTTP alone (no browser)' }),
    ...(users?.screenshot ? { screenshot: users.screenshot } : {}),
    ...(users?.folders === undefined ? {} : { journeysFrom: users.folders }),
    ...(load === undefined ? {} : { load }),
    ...(phases.length === 0 ? {} : { loadPhases: phases }),
    ...(outages === undefined ? {} : { outages }),
    ...(own.length === 0 ? {} : { ownChecks: own }),
  };
}

/** Share of the drill from baseline to the end of recovery in which every store's service worked; null when it is not known. */
function availability(events: readonly RunEvent[], stores: readonly StoreMeasurement[]): number | null {
  const from = last(events, 'baseline.steady')?.data.since;
  const to = last(events, 'soak.ended')?.at;
  const down = stores.map((store) => (store.t0.earliest !== null && store.timeline.T6 !== null ? microsOf(store.timeline.T6) - microsOf(store.t0.earliest) : null));
  if (from === undefined || to === undefined || down.length === 0 || down.includes(null)) return null;
  const whole = microsOf(to) - microsOf(from);
  const share = 1 - Math.max(...down.map((value) => value ?? 0)) / whole;
  return whole > 0 && share >= 0 ? Math.round(share * 10_000) / 10_000 : null;
}

function safetyPart(events: readonly RunEvent[]): RunSummary['safety'] {
  const guards = all(events, 'guard.checked').map((event) => event.data);
  const intended = all(events, 'effect.intended').map((event) => event.data.what);
  return { guards, touched: [...new Set(intended)], leftBehind: leftBehind(events) };
}

/** What put-back could not undo, and safety copies that were not discarded in the end. */
function leftBehind(events: readonly RunEvent[]): readonly string[] {
  const copies = all(events, 'error').filter((event) => event.data.where.startsWith('discarding')).map((event) => `${event.data.where}: ${event.data.message}`);
  return [...new Set([...(last(events, 'put-back.ended')?.data.left ?? []), ...copies])];
}

/** Real seconds the harness was up; the gap before a resume belongs to another process. */
function realSeconds(events: readonly RunEvent[]): number {
  let micros = 0;
  for (const [index, event] of events.entries()) if (index > 0 && event.type !== 'resumed') micros += Math.max(0, event.mono - (events[index - 1]?.mono ?? event.mono));
  return micros / 1_000_000;
}

function all<T extends EventType>(events: readonly RunEvent[], type: T): RunEvent<T>[] {
  return events.filter((event) => event.type === type) as unknown as RunEvent<T>[];
}

function last<T extends EventType>(events: readonly RunEvent[], type: T): RunEvent<T> | undefined {
  return all(events, type).at(-1);
}
