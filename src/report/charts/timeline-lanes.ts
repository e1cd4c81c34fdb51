import type { RunEvent } from '#contract/events';
import type { ReportInput } from '#contract/reporting';
import type { RunSummary } from '#contract/run-summary';
import { isoMicros, secondsBetween } from '#kit/time';
import { eventsOf, lastOf } from '#measure/events-of';
import { harnessDown } from '#measure/harness-down';

/** One stretch of a lane, in drill seconds after T0. */
export interface Bar {
  readonly from: number;
  readonly to: number;
  readonly label: string;
  readonly class: 'fault' | 'people' | 'manual' | 'restore' | 'verify' | 'down' | 'soak' | 'gone';
  readonly critical: boolean;
}

export interface Lane {
  readonly name: string;
  readonly bars: readonly Bar[];
}

/** Lanes of a drill: fault, detection, decision, each restore, verification, service, soak, way back. Empty lanes are left out. */
export function timelineLanes(input: ReportInput, summary: RunSummary, T0: string): readonly Lane[] {
  const { events } = input;
  const after = (at: string): number => Math.max(0, secondsBetween(T0, at));
  const span = (from: string | null, to: string | null, label: string, kind: Bar['class']): readonly Bar[] => (from === null || to === null ? [] : [{ from: after(from), to: after(to), label, class: kind, critical: false }]);
  const { T1, T2 } = summary.timeline;
  const last = events.findLast(({ phase }) => phase < '5')?.at ?? T0;
  const soaks = eventsOf(events, 'soak.ended').map(({ at, data }): Bar => ({ from: Math.max(0, after(at) - data.seconds), to: after(at), label: data.ok ? 'soak' : 'soak failed', class: data.ok ? 'soak' : 'down', critical: false }));
  const back = lastOf(events, 'put-back.ended');
  return [
    { name: 'fault', bars: eventsOf(events, 'fault.observed').flatMap(({ data }) => span(data.earliest, data.observed, data.store, 'fault')) },
    { name: 'detection', bars: span(T0, T1, 'detection', 'people') },
    { name: 'decision', bars: span(T1 ?? T0, T2, T1 === null ? 'nobody noticed; decision' : 'decision', 'manual') },
    ...stepLanes(input, after),
    { name: 'harness gone', bars: harnessDown(events).map(([from, to]): Bar => ({ from: after(isoMicros(from)), to: after(isoMicros(to)), label: 'gone', class: 'gone', critical: false })) },
    ...summary.stores.map(({ id, timeline }) => ({ name: `service of ${id}`, bars: span(timeline.T0, timeline.T6 ?? last, timeline.T6 === null ? 'down, not seen to work again' : 'down', 'down') })),
    { name: 'soak', bars: soaks },
    { name: 'put back', bars: back === undefined ? [] : span(events.find(({ phase }) => phase === '5-put-back')?.at ?? null, back.at, back.data.ok ? 'put back' : 'NOT put back', back.data.ok ? 'restore' : 'down') },
  ].filter(({ bars }) => bars.length > 0);
}

interface Step {
  readonly started: RunEvent<'step.started'>;
  readonly ended: RunEvent<'step.ended'> | undefined;
}

function stepLanes({ events, measurement }: ReportInput, after: (at: string) => number): readonly Lane[] {
  const planned = new Map((lastOf(events, 'plan.made')?.data.runbook.steps ?? []).map(({ n, lane }) => [n, lane]));
  const critical = new Set(measurement.criticalPath?.steps ?? []);
  const lanes = new Map<string, Bar[]>();
  for (const { started, ended } of stepsOf(events)) {
    const { data, phase, at } = started;
    const check = data.marks === 'check' || data.marks === 'release-check';
    const back = phase === '5-put-back';
    const name = back ? 'failback' : planned.get(data.n) ?? (check ? 'verification' : data.store === undefined ? 'restore' : `restore ${data.store}`);
    const own = lanes.get(name) ?? [];
    lanes.set(name, own);
    const failed = ended === undefined || ended.data.outcome === 'failed';
    own.push({ from: after(at), to: after(ended?.at ?? at), label: `${data.n}${failed ? ' failed' : ''} ${data.title}`, class: data.uses === 'manual' ? 'manual' : failed ? 'down' : check ? 'verify' : 'restore', critical: !back && critical.has(data.n) });
  }
  const order = (name: string): number => (name === 'failback' ? 2 : name === 'verification' ? 1 : 0);
  return [...lanes].map(([name, bars]) => ({ name, bars })).sort((a, b) => order(a.name) - order(b.name));
}

/** Each step with its own end: the number and the phase tell the way there from the way back. */
function stepsOf(events: readonly RunEvent[]): readonly Step[] {
  const key = ({ phase, data }: RunEvent<'step.started'> | RunEvent<'step.ended'>): string => `${phase === '5-put-back'} ${data.n}`;
  const ends = new Map(eventsOf(events, 'step.ended').map((event) => [key(event), event]));
  const starts = new Map(eventsOf(events, 'step.started').toReversed().map((event) => [key(event), event]));
  return [...starts.values()].toReversed().map((started) => ({ started, ended: ends.get(key(started)) }));
}
