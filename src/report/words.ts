import type { Measured } from '#contract/measurement';
import type { RunSummary, SummaryNumber, Verdict } from '#contract/run-summary';
import { humanDuration, isoDuration } from '#kit/durations';

/** A measured number as `run.json` says it: ISO 8601 beside seconds, null beside why. */
export function summaryNumber(number: Measured): SummaryNumber {
  if (number.value === null) return { value: null, seconds: null, class: null, why: number.why };
  const said = { value: isoDuration(number.value), seconds: number.value, class: number.class };
  return number.resolutionSeconds === undefined ? said : { ...said, resolution: isoDuration(number.resolutionSeconds) };
}

/** A number in words: `41 min 12 s`, or `not measured: why`. */
export function numberWords(number: SummaryNumber, resolutionSeconds?: number): string {
  if (number.seconds === null) return `not measured: ${number.why ?? 'no reason recorded'}`;
  return humanDuration(number.seconds) + (resolutionSeconds ? ` +/- ${humanDuration(resolutionSeconds)}` : '');
}

/** True where the numbers come from the local account: such a run may refute, never confirm. */
export function isRehearsal(summary: Pick<RunSummary, 'target'>): boolean {
  return summary.target.kind === 'sandbox';
}

const RESULT: { readonly [V in Verdict]: string } = {
  pass: 'pass',
  'fail-objective': 'FAILED, objective missed',
  'fail-integrity': 'FAILED, integrity',
  'fail-not-recovered': 'FAILED, not recovered',
  inconclusive: 'inconclusive',
  aborted: 'aborted before the fault',
  refused: 'refused by a guard',
};

/** A verdict as people read it; a rehearsal says so before anything else. */
export function verdictWords(summary: Pick<RunSummary, 'target' | 'verdict'>): string {
  return `${isRehearsal(summary) ? 'rehearsal: ' : ''}${RESULT[summary.verdict]}`;
}

/** The number of a run as its folder has it. */
export function runNumber(number: number): string {
  return String(number).padStart(4, '0');
}

/** `1 thing`, `4,000 things`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${grouped(number)} ${number === 1 ? one : many}`;
}

/** Digits in groups of three, the same on every machine. */
export function grouped(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}
