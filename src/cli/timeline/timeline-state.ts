import type { RunEvent } from '#contract/events';

/** A stretch of a run as the timeline shows it. Drill times are ISO; `mono` is real monotonic microseconds. */
export interface Stretch {
  readonly name: string;
  readonly startedAt: string;
  readonly startedMono: number;
  readonly endedAt: string | null;
  readonly endedMono: number | null;
  /** Null while it runs. */
  readonly outcome: string | null;
}

/** What is known of a running drill; built from its facts alone, so that a stored record draws the same picture. */
export interface TimelineState {
  readonly run: string;
  readonly title: string;
  readonly phases: readonly Stretch[];
  readonly steps: readonly Stretch[];
  readonly moments: readonly { readonly name: string; readonly at: string }[];
  readonly beacons: Readonly<Record<string, { readonly acknowledged: number; readonly failed: number }>>;
  readonly note: string;
  readonly at: string | null;
  readonly mono: number | null;
}

export const EMPTY_TIMELINE: TimelineState = { run: '', title: '', phases: [], steps: [], moments: [], beacons: {}, note: '', at: null, mono: null };

/** The state after one more fact. */
export function withFact(state: TimelineState, event: RunEvent): TimelineState {
  return changed({ ...state, at: event.at, mono: event.mono }, event);
}

function changed(state: TimelineState, event: RunEvent): TimelineState {
  switch (event.type) {
    case 'run.started':
      return { ...state, run: event.data.id, title: event.data.title };
    case 'phase.started':
      return { ...state, phases: [...state.phases, begun(event.phase, event)] };
    case 'phase.ended':
      return { ...state, phases: ended(state.phases, event.phase, event.data.outcome, event) };
    case 'step.started':
      return { ...state, steps: [...state.steps, begun(`${event.data.n}. ${event.data.title}`, event)] };
    case 'step.ended':
      return { ...state, steps: ended(state.steps, `${event.data.n}. `, event.data.outcome, event) };
    case 'strike.chosen':
      return { ...state, note: `strike at ${clockText(event.data.at)}` };
    case 'fault.observed':
      return moment(state, 'T0 fault', event.data.earliest);
    case 'detection.ended':
      return event.data.at === null ? { ...state, note: `nobody noticed: ${event.data.why}` } : moment(state, 'T1 noticed', event.data.at);
    case 'declared':
      return moment(state, 'T2 declared', event.data.at);
    case 'release.passed':
      return moment(state, 'T5 release check', event.at);
    case 'service.read':
      return event.data.first && event.data.healthy === true ? moment(state, 'T6 service', event.at) : state;
    case 'protected.again':
      return event.data.at === null ? state : moment(state, 'T8 protected', event.data.at);
    case 'put-back.ended':
      return { ...state, note: event.data.ok ? 'put back' : `could not be put back: ${event.data.left.join(', ')}` };
    default:
      return state;
  }
}

function begun(name: string, { at, mono }: RunEvent): Stretch {
  return { name, startedAt: at, startedMono: mono, endedAt: null, endedMono: null, outcome: null };
}

/** Ends the newest open stretch whose name begins so; a resumed run may have begun one twice. */
function ended(all: readonly Stretch[], prefix: string, outcome: string, { at, mono }: RunEvent): readonly Stretch[] {
  const index = all.findLastIndex((one) => one.outcome === null && one.name.startsWith(prefix));
  return all.map((one, i) => (i === index ? { ...one, endedAt: at, endedMono: mono, outcome } : one));
}

function moment(state: TimelineState, name: string, at: string): TimelineState {
  return { ...state, moments: [...state.moments.filter((one) => one.name !== name), { name, at }] };
}

/** Drill time as people read it: `2026-11-23 04:12:07`. */
export function clockText(iso: string): string {
  return iso.slice(0, 19).replace('T', ' ');
}
