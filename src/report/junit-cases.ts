import type { ReportInput } from '#contract/reporting';
import type { RunSummary, StoreSummary } from '#contract/run-summary';
import { humanDuration } from '#kit/durations';
import { eventsOf } from '#measure/events-of';
import { pathsOf } from './event-paths.ts';
import { objectiveRows } from './objective-rows.ts';
import { storeSourceId } from './source.ts';
import { sourcesOf } from './sources.ts';

/** One check of the drill as a build machine knows it. `error`: it could not be told; `skipped`: it was not tried. */
export interface JunitCase {
  readonly group: string;
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'error' | 'skipped';
  /** A reason code. */
  readonly type: string;
  readonly message: string;
  readonly evidence: readonly string[];
}

/** The verdict, then every target and check of the drill. A run that never reached its fault has its verdict alone and skips the rest. */
export function junitCases(input: ReportInput, summary: RunSummary): readonly JunitCase[] {
  const all = [...targetCases(input, summary), ...summary.stores.flatMap((store, index) => storeCases(input, summary, store, index)), ...serviceCases(summary), ...controlCases(input), putBackCase(input, summary)];
  const tried = input.measurement.reachedFault ? all : all.map((one): JunitCase => (one.group === 'controls' || one.group === 'put back' ? one : { ...one, outcome: 'skipped', message: 'the drill never reached its fault' }));
  return [verdictCase(summary), ...tried];
}

function verdictCase({ verdict, reasons }: RunSummary): JunitCase {
  const outcome = verdict === 'pass' ? 'passed' : verdict.startsWith('fail-') ? 'failed' : 'error';
  return { group: 'verdict', name: 'the drill passes', outcome, type: reasons[0]?.code ?? verdict, message: `${verdict}: ${reasons.map(({ text }) => text).join('; ')}`, evidence: ['run.json'] };
}

function targetCases(input: ReportInput, summary: RunSummary): readonly JunitCase[] {
  return objectiveRows(input, summary).map(({ store, measure, number, source, targetSeconds, met, evidence }) => ({
    group: store,
    name: `${measure} is within ${humanDuration(targetSeconds)} (${source})`,
    outcome: met === null ? 'error' : met ? 'passed' : 'failed',
    type: met === null ? 'not-measured' : 'target-missed',
    message: number.seconds === null ? `not measured: ${number.why ?? 'no reason recorded'}` : `measured ${humanDuration(number.seconds)}, ${humanDuration(number.seconds - targetSeconds)} over`,
    evidence,
  }));
}

function storeCases(input: ReportInput, summary: RunSummary, { id, integrity, posture, reasons, witnesses }: StoreSummary, index: number): readonly JunitCase[] {
  const paths = new Map(sourcesOf(input, summary).map((source) => [source.id, source.paths]));
  const speaks = (begin: string): string => reasons.filter(({ code }) => code.startsWith(begin)).map(({ text }) => text).join('; ');
  const one = (name: string, kind: string, ok: boolean | null, about: { readonly type: string; readonly message: string }): JunitCase => ({ group: id, name, outcome: ok === null ? 'error' : ok ? 'passed' : 'failed', evidence: paths.get(storeSourceId(kind, index)) ?? [], ...about });
  const whole = integrity === null ? null : integrity.complete ? integrity.missing + integrity.unexpected + integrity.different === 0 && integrity.expected > 0 && integrity.recovered >= integrity.expected : null;
  const after = input.measurement.stores.find((store) => store.id === id)?.protectedAgainSeconds;
  return [
    one(`content is whole (${integrity?.strength ?? 'not read'})`, 'content', whole, { type: 'integrity', message: speaks('integrity.') || (integrity === null ? 'the content was not read' : 'the comparison did not end in "complete"') }),
    one('settings are as before', 'posture', posture === null ? null : posture.drifted.length === 0, { type: 'posture.drift', message: posture === null ? 'the settings were not read' : `drifted: ${posture.drifted.map(({ key }) => key).join(', ')}` }),
    one('the restored resource is protected again', 'protected', after !== undefined && after.value !== null, { type: 'not-protected-again', message: after?.value === null ? after.why : 'not looked for' }),
    ...(witnesses ?? []).map(({ name, result, detail }): JunitCase => ({ group: id, name: `independent witness ${name}`, outcome: result === 'pass' ? 'passed' : result === 'fail' ? 'failed' : 'skipped', type: 'integrity.witness', message: detail, evidence: paths.get(storeSourceId('content', index)) ?? [] })),
  ];
}

function serviceCases({ service }: RunSummary): readonly JunitCase[] {
  const journeys = service.journeys.map(({ name, result, why }): JunitCase => ({ group: 'service', name, outcome: result === 'pass' ? 'passed' : result === 'fail' ? 'failed' : 'skipped', type: 'service', message: why ?? result, evidence: [] }));
  const own = (service.ownChecks ?? []).map(({ id, tag, result, detail }): JunitCase => ({ group: 'own checks', name: `${id} (${tag})`, outcome: result === 'pass' ? 'passed' : result === 'fail' ? 'failed' : 'error', type: 'integrity.own-check', message: detail, evidence: [] }));
  return [...journeys, ...own];
}

/** A check that says yes to what is known to be bad makes everything it says worthless. */
function controlCases({ events }: ReportInput): readonly JunitCase[] {
  return eventsOf(events, 'control.checked').map((event): JunitCase => ({ group: 'controls', name: `${event.data.check}${event.data.store === null ? '' : ` of ${event.data.store}`} refuses ${event.data.input}`, outcome: event.data.saidYes ? 'failed' : 'passed', type: 'checker', message: event.data.detail, evidence: pathsOf([event]) }));
}

function putBackCase({ events }: ReportInput, { putBack }: RunSummary): JunitCase {
  return { group: 'put back', name: 'everything is put back', outcome: putBack === null ? 'error' : putBack.ok ? 'passed' : 'failed', type: 'not-put-back', message: putBack === null ? 'the record does not say so' : `left: ${putBack.left.join('; ')}`, evidence: pathsOf(eventsOf(events, 'put-back.ended')) };
}
