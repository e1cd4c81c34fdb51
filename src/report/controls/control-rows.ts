import type { EventType } from '#contract/events';
import type { ReportInput } from '#contract/reporting';
import type { RunSummary, StoreSummary } from '#contract/run-summary';
import { eventsOf } from '#measure/events-of';
import { pathsOf } from '../event-paths.ts';
import { CONTROLS } from './control-table.ts';
import type { Control, Need } from './control-table.ts';

/** One clause held against one run: what it supports, where that is written, and what it does not show. */
export interface ControlRow {
  readonly framework: string;
  readonly clause: string;
  /** Null where this run supports nothing of the clause; `why` says so. */
  readonly supports: string | null;
  readonly why: string | null;
  /** Into `run.json` and `events.ndjson`; empty where nothing is supported. */
  readonly paths: readonly string[];
  readonly notShown: string;
}

/** Every clause of the table held against a run. Pure; it never says more than that something was tested and what came of it. */
export function controlRows(input: ReportInput, summary: RunSummary): readonly ControlRow[] {
  return CONTROLS.map((control) => {
    const why = missing(control, input, summary);
    const own = { framework: control.framework, clause: control.clause, notShown: control.notShown };
    if (why !== null) return { ...own, supports: null, why, paths: [] };
    return { ...own, supports: control.supports, why: null, paths: [...control.fields.map((field) => `run.json#${field}`), ...control.events.flatMap((type) => ends(input, type))] };
  });
}

/** What page 1 has room for; the rest is counted. */
const HEADLINE: readonly string[] = ['SOC 2 A1.3', 'ISO/IEC 27001:2022 A.8.13', 'NIST SP 800-53 Rev. 5 CP-4', 'NIST SP 800-53 Rev. 5 CP-10', 'EU GMP Annex 11 7.2'];

/** The best known clauses that a run supports, and how many more; empty where there are none. */
export function supportedClauses(rows: readonly ControlRow[]): string {
  const names = rows.filter(({ supports }) => supports !== null).map(({ framework, clause }) => `${framework} ${clause}`);
  const named = names.filter((name) => HEADLINE.includes(name));
  const more = names.length - named.length;
  return [...named, ...(more > 0 ? [`${more} ${more === 1 ? 'clause' : 'clauses'} more`] : [])].join(', ');
}

/** The first and the last event of a kind stand for all of them. */
function ends({ events }: ReportInput, type: EventType): readonly string[] {
  const own = eventsOf<EventType>(events, type);
  return pathsOf([own[0], own.at(-1)]);
}

/** Why a run supports nothing of a clause; null where it does. */
function missing({ needs, events }: Control, input: ReportInput, summary: RunSummary): string | null {
  if (!input.measurement.reachedFault) return 'the run never reached its fault';
  if (summary.run.mutation !== null) return 'the run was sabotaged on purpose';
  const absent = events.find((type) => eventsOf<EventType>(input.events, type).length === 0);
  if (absent !== undefined) return `the record has no ${absent}`;
  return LACKS[needs](summary, input);
}

/** What is not there; null where the need is met. */
const LACKS: { readonly [N in Need]: (summary: RunSummary, input: ReportInput) => string | null } = {
  tested: () => null,
  recovered: ({ verdict, stores }) => (!wasRecovered(verdict) ? `the run ended ${verdict}` : eachStore(stores, ({ rta }) => rta.seconds !== null, 'recovery time was not measured')),
  whole: ({ verdict, stores }) => (!wasRecovered(verdict) ? `the run ended ${verdict}` : eachStore(stores, ({ integrity }) => integrity !== null && integrity.complete && integrity.expected > 0 && integrity.strength !== 'none' && integrity.strength !== 'count', 'content was not compared to the end')),
  'points-read': ({ stores }, input) => eachStore(stores, ({ id }) => pointsOf(input, id)?.points.some(({ status }) => status === 'completed') === true, 'no finished recovery point was read'),
  'points-elsewhere': ({ stores }, input) => eachStore(stores, ({ id }) => pointsOf(input, id)?.outsideBlastRadius === true && pointsOf(input, id)?.points.some(({ status }) => status === 'completed') === true, 'no recovery point was shown to lie outside the reach of the fault'),
  detected: (_, { started }) => (started.attended ? null : 'people were modelled: the drill was unattended'),
  'restored-settings': ({ verdict, stores }) => (verdict === 'fail-not-recovered' ? `the run ended ${verdict}` : eachStore(stores, ({ posture }) => posture !== null && posture.checked > 0, 'settings were not compared')),
  'people-named': (_, { started: { people } }) => (people.operator !== null && people.approver !== null && people.reviewer !== null ? null : 'operator, approver or reviewer was not named'),
};

/** Back and whole, in time or late. */
function wasRecovered(verdict: RunSummary['verdict']): boolean {
  return verdict === 'pass' || verdict === 'fail-objective';
}

function eachStore(stores: readonly StoreSummary[], holds: (store: StoreSummary) => boolean, why: string): string | null {
  const without = stores.filter((store) => !holds(store)).map(({ id }) => id);
  if (stores.length === 0) return 'the run named no store';
  return without.length === 0 ? null : `${why}: ${without.join(', ')}`;
}

function pointsOf({ events }: ReportInput, store: string): Extract<ReportInput['events'][number], { readonly type: 'points.read' }>['data'] | undefined {
  return eventsOf(events, 'points.read').findLast(({ data }) => data.store === store && data.moment === 'baseline')?.data;
}
