import type { StoreMeasurement } from '#contract/measurement';
import type { StoreSummary, SummaryNumber } from '#contract/run-summary';
import { humanDuration } from '#kit/durations';
import { storeSourceId, seqOfPath } from '../source.ts';
import { count, numberWords, verdictWords } from '../words.ts';
import { markup, plain, prop, reference, some } from './oscal-value.ts';
import type { OscalObject } from './oscal-value.ts';
import type { Sheet } from './sheet.ts';

/** What one observation speaks of, so that findings and risks can name it. */
export type ReadingKind = 'verdict' | 'detection' | 'service' | 'rta' | 'rpa' | 'worst' | 'content' | 'posture' | 'protected' | 'beacons';

export interface Reading {
  readonly kind: ReadingKind;
  /** Null: the run as a whole. */
  readonly store: string | null;
  readonly observation: OscalObject & { readonly uuid: string };
}

/** One observation for each reading of the run; what was not measured says why. A run that never reached its fault has its verdict alone. */
export function readingsOf(sheet: Sheet): readonly Reading[] {
  const { input, summary } = sheet;
  const verdict = reading(sheet, {
    kind: 'verdict', store: null, paths: ['run.json#verdict'], title: 'Verdict',
    said: `${verdictWords(summary)}. ${summary.reasons.map(({ text }) => text).join('; ') || 'No reason against it.'}`,
    props: [prop('verdict', summary.verdict), ...summary.reasons.map(({ code }) => prop('reason', code))],
  });
  if (!input.measurement.reachedFault) return [verdict];
  return [verdict, detection(sheet), service(sheet), ...summary.stores.flatMap((store, index) => storeReadings(sheet, store, index))];
}

interface Said {
  readonly kind: ReadingKind;
  readonly store: { readonly id: string; readonly index: number } | null;
  readonly title: string;
  readonly said: string;
  readonly props: readonly OscalObject[];
  /** Where the sources have no entry of their own for it. */
  readonly paths?: readonly string[];
}

function reading(sheet: Sheet, { kind, store, title, said, props, paths }: Said): Reading {
  const source = sheet.source(store === null ? `from-${kind}` : storeSourceId(kind, store.index));
  const rests = paths ?? source?.paths ?? [];
  const seqs = rests.flatMap((path) => seqOfPath(path) ?? []);
  return {
    kind,
    store: store?.id ?? null,
    observation: {
      uuid: sheet.id('observation', `${kind} ${store?.id ?? ''}`),
      title: markup(store === null ? title : `${title}: ${store.id}`),
      description: markup(said),
      ...some('props', props),
      methods: ['TEST'],
      types: ['control-objective'],
      origins: sheet.origins,
      ...some('subjects', store === null ? [] : [{ 'subject-uuid': sheet.id('store', store.id), type: 'component', title: markup(store.id) }]),
      ...some('relevant-evidence', rests.map((path) => ({ href: reference(path), description: markup(source?.how ?? 'as the run ended') }))),
      collected: seqs.length === 0 ? sheet.endedAt : sheet.at(Math.max(...seqs)),
      ...(sheet.expires === null ? {} : { expires: sheet.expires }),
    },
  };
}

function detection(sheet: Sheet): Reading {
  const { detection: noticed, timeline } = sheet.summary;
  const said = noticed === undefined ? 'Nothing and nobody noticed the fault.' : `Noticed by ${noticed.source} at ${noticed.at} (drill time): ${noticed.why}`;
  return reading(sheet, { kind: 'detection', store: null, title: 'Detection', said, props: [prop('detected', noticed !== undefined), ...(timeline.T1 === null ? [] : [prop('T1', timeline.T1)])], paths: sheet.source('from-T1')?.paths ?? [] });
}

function service(sheet: Sheet): Reading {
  const { journeys, availability, errorRate } = sheet.summary.service;
  const passed = journeys.filter(({ result }) => result === 'pass').length;
  const said = journeys.length === 0 ? 'The service was not looked at.' : `${count(passed, 'look')} of ${journeys.length} at what users have passed: ${journeys.map(({ name, result }) => `${name}: ${result}`).join('; ')}`;
  return reading(sheet, { kind: 'service', store: null, title: 'Service', said, props: [prop('journeys', journeys.length), prop('journeys-passed', passed), ...(availability === null ? [] : [prop('availability', availability)]), ...(errorRate === null ? [] : [prop('error-rate', errorRate)])] });
}

function storeReadings(sheet: Sheet, store: StoreSummary, index: number): readonly Reading[] {
  const own = { id: store.id, index };
  const measured = sheet.input.measurement.stores.find(({ id }) => id === store.id);
  const number = (kind: 'rta' | 'rpa' | 'worst', title: string, value: SummaryNumber): Reading => reading(sheet, { kind, store: own, title, said: numberWords(value), props: numberProps(value) });
  return [
    number('rta', 'Time to recover', store.rta),
    number('rpa', 'Data lost, this strike', store.rpa),
    number('worst', 'Data lost, worst of the window', store.rpaWorst),
    reading(sheet, { kind: 'content', store: own, title: 'Content', ...contentOf(store) }),
    reading(sheet, { kind: 'posture', store: own, title: 'Settings', ...settingsOf(store) }),
    reading(sheet, { kind: 'protected', store: own, title: 'Protected again', ...protectedOf(measured) }),
    reading(sheet, { kind: 'beacons', store: own, title: 'Beacons', said: `${count(store.beacons.stable, 'acknowledged beacon')} found again, ${store.beacons.lost} lost`, props: Object.entries(store.beacons).flatMap(([name, value]) => (typeof value === 'number' ? [prop(name, value)] : [])) }),
  ];
}

function numberProps({ value, seconds, class: kind, resolution }: SummaryNumber): readonly OscalObject[] {
  if (seconds === null) return [prop('measured', false)];
  return [prop('measured', true), prop('seconds', seconds), prop('duration', value ?? ''), prop('class', kind ?? 'not stated'), ...(resolution === undefined ? [] : [prop('resolution', resolution)])];
}

function contentOf({ integrity }: StoreSummary): Pick<Said, 'said' | 'props'> {
  if (integrity === null) return { said: 'not measured: the content was not read', props: [prop('measured', false)] };
  const { expected, recovered, missing, unexpected, different, lostWrites, strength, method, complete, cannotSee } = integrity;
  return {
    said: `${recovered} of ${expected} expected things recovered, ${missing} missing, ${unexpected} unexpected, ${different} different; method ${method} (${strength})${complete ? '' : '; the comparison did not end in "complete"'}. It cannot see: ${cannotSee || 'not stated'}`,
    props: [prop('measured', true), prop('strength', strength), prop('complete', complete), ...Object.entries({ expected, recovered, missing, unexpected, different, 'lost-writes': lostWrites }).map(([name, value]) => prop(name, value))],
  };
}

function settingsOf({ posture }: StoreSummary): Pick<Said, 'said' | 'props'> {
  if (posture === null) return { said: 'not measured: the settings were not read', props: [prop('measured', false)] };
  const drifted = posture.drifted.map(({ key }) => key);
  return { said: `${count(posture.checked, 'setting')} compared, ${drifted.length === 0 ? 'none weaker than before' : `weaker or other than before: ${drifted.join(', ')}`}`, props: [prop('measured', true), prop('checked', posture.checked), prop('drifted', drifted.length), ...drifted.map((key) => prop('drifted-setting', plain(key)))] };
}

function protectedOf(measured: StoreMeasurement | undefined): Pick<Said, 'said' | 'props'> {
  const after = measured?.protectedAgainSeconds;
  if (after === undefined || after.value === null) return { said: `not measured: ${after?.value === null ? after.why : 'not looked for'}`, props: [prop('measured', false)] };
  return { said: `The first new recovery point of the restored resource came ${humanDuration(after.value)} after its release`, props: [prop('measured', true), prop('seconds', after.value), prop('class', after.class)] };
}
