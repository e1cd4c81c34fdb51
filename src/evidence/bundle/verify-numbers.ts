import type { Judgement } from '#contract/judgement';
import type { Measured, RunMeasurement } from '#contract/measurement';
import type { RunSummary, SummaryNumber, Verdict } from '#contract/run-summary';
import { judgeRun } from '#judge/judge-run';
import { humanDuration } from '#kit/durations';
import { measureRun } from '#measure/measure-run';
import { invalid, unchecked } from './bundle-fault.ts';
import { SUMMARY_FILE } from './bundle-format.ts';
import type { BundleFiles, BundleManifest } from './bundle-format.ts';
import { jsonOf } from './json-of.ts';
import type { VerifiedRecord } from './verify-record.ts';

export interface VerifiedNumbers {
  readonly verdict: Verdict;
  /** In words. */
  readonly rta: string;
  readonly rpa: string;
}

interface NumbersInput {
  readonly record: VerifiedRecord;
  readonly manifest: BundleManifest;
  readonly version: string;
}

/** Measures and judges the run anew and holds the result against the `run.json` that people read. */
export function verifyNumbers(files: BundleFiles, { record, manifest, version }: NumbersInput): VerifiedNumbers {
  const { measurement, judgement } = computed(record);
  const bytes = files.get(SUMMARY_FILE);
  if (bytes === undefined) throw invalid(`${SUMMARY_FILE}, the summary of the run, is gone from the bundle.`);
  const summary = jsonOf(bytes, SUMMARY_FILE) as RunSummary;
  const other = difference(summary, { record, measurement, judgement });
  if (other !== null && version !== manifest.tool.version) throw unchecked(`${SUMMARY_FILE} says ${other}; the bundle was made by redrill ${manifest.tool.version} and this verifier is of ${version}, whose rules may differ: use the verify.mjs that came with it.`);
  if (other !== null) throw invalid(`${SUMMARY_FILE} says ${other}.`);
  return { verdict: judgement.verdict, rta: words(summary.rta), rpa: words(summary.rpa) };
}

/** Facts that are no record of redrill's may be anything at all. */
function computed({ started, events, beacons }: VerifiedRecord): { readonly measurement: RunMeasurement; readonly judgement: Judgement } {
  try {
    const measurement = measureRun(events, beacons);
    return { measurement, judgement: judgeRun(started, events, measurement) };
  } catch (cause) {
    throw invalid(`The numbers cannot be computed from the record: ${(cause as Error).message}.`, cause);
  }
}

interface Computed {
  readonly record: VerifiedRecord;
  readonly measurement: RunMeasurement;
  readonly judgement: Judgement;
}

/** The first thing that the summary says otherwise than the record, in words; null where they agree. */
function difference(summary: RunSummary, { record, measurement, judgement }: Computed): string | null {
  const { started } = record;
  const all: readonly Compared[] = [
    ['its run is', [summary.run?.id, summary.run?.number, summary.run?.scenario, summary.run?.mutation, summary.run?.variant], [started.id, started.number, started.scenario, started.mutation, started.variant]],
    ['the verdict is', summary.verdict, judgement.verdict],
    ['the reasons are', summary.reasons, judgement.reasons],
    ['the findings are', summary.findings, judgement.findings],
    ['the claims are', summary.claims, judgement.claims],
    ['the sabotage is', summary.mutations, judgement.mutations],
    ['the timeline is', summary.timeline, measurement.timeline],
    ['the seal of the record is', [summary.record?.events, summary.record?.sha256], [record.events.length, record.seal]],
    ['the recovery time is', pair(summary.rta), worst(measurement.stores.map(({ rta }) => rta))],
    ['the data loss is', pair(summary.rpa), worst(measurement.stores.map(({ rpa }) => rpa))],
    ['the stores are', (summary.stores ?? []).map(({ id }) => id), measurement.stores.map(({ id }) => id)],
    ...measurement.stores.flatMap((store, index) => storeDifferences(summary.stores?.[index], { store, judgement })),
  ];
  const other = all.find(([, says, is]) => text(says) !== text(is));
  return other === undefined ? null : `${other[0]} ${short(other[1])}, and the record says ${short(other[2])}`;
}

type Compared = readonly [what: string, says: unknown, is: unknown];

function storeDifferences(says: RunSummary['stores'][number] | undefined, { store, judgement }: { readonly store: RunMeasurement['stores'][number]; readonly judgement: Judgement }): readonly Compared[] {
  const judged = judgement.stores.find(({ id }) => id === store.id);
  const { lostWrites, ...beacons } = says?.beacons ?? { lostWrites: undefined };
  const of = (what: string, a: unknown, b: unknown): Compared => [`the ${what} of ${store.id} is`, a, b];
  return [
    of('verdict', says?.verdict, judged?.verdict ?? 'inconclusive'),
    of('reason', says?.reasons, judged?.reasons ?? []),
    of('recovery time', pair(says?.rta), pairOf(store.rta)),
    of('time from detection', pair(says?.rtaFromDetection), pairOf(store.rtaFromDetection)),
    of('time from declaration', pair(says?.rtaFromDeclaration), pairOf(store.rtaFromDeclaration)),
    of('split of the recovery time', says?.rtaParts, store.rtaParts),
    of('data loss', pair(says?.rpa), pairOf(store.rpa)),
    of('worst data loss', pair(says?.rpaWorst), pairOf(store.rpaWorst)),
    of('timeline', says?.timeline, store.timeline),
    of('comparison of content', says?.integrity, store.integrity),
    of('number of lost writes', lostWrites, store.lostWrites),
    of('count of beacons', beacons, store.beacons),
    of('posture', says?.posture, store.posture),
    of('witness', says?.witnesses ?? [], store.witnesses),
  ];
}

function pair(number: SummaryNumber | undefined): readonly unknown[] {
  return [number?.seconds, number?.class, number?.why ?? null];
}

function pairOf(number: Measured): readonly unknown[] {
  return [number.value, number.class, number.value === null ? number.why : null];
}

/** The worst of the stores; one that was not measured makes the whole not measured. */
function worst(numbers: readonly Measured[]): readonly unknown[] {
  const missing = numbers.find(({ value }) => value === null);
  const [first, ...rest] = numbers;
  if (missing ?? !first) return missing ? pairOf(missing) : [null, null, 'the run never named a store'];
  return pairOf(rest.reduce((a, b) => ((b.value ?? 0) > (a.value ?? 0) ? b : a), first));
}

function words({ seconds, why }: SummaryNumber): string {
  return seconds === null ? `no measured time (${why ?? 'no reason'})` : humanDuration(seconds);
}

/** The same text for the same content, whatever the order of its keys. */
function text(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner)) ?? 'nothing';
}

function short(value: unknown): string {
  const whole = text(value);
  return whole.length > 160 ? `${whole.slice(0, 160)}...` : whole;
}
