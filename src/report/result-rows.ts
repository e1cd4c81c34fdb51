import type { Measured, StoreMeasurement } from '#contract/measurement';
import type { ReportInput } from '#contract/reporting';
import type { RunSummary, StoreSummary } from '#contract/run-summary';
import { humanDuration, parseDuration } from '#kit/durations';
import { count, grouped, isRehearsal, numberWords, runNumber } from './words.ts';

/** One line of page 1: what was wanted and by whom, what was measured, and how the two compare. */
export interface ResultRow {
  readonly name: string;
  readonly target: string;
  readonly measured: string;
  readonly result: string;
}

/** The six rows of page 1 for one store. */
export function resultRows(input: ReportInput, summary: RunSummary, store: StoreSummary): readonly ResultRow[] {
  const measured = input.measurement.stores.find((entry) => entry.id === store.id);
  if (!measured) return [];
  return [timeRow(input, measured, store), strikeRow(input, measured, store), worstRow(input, measured, store), contentRow(store), postureRow(store, summary), protectedRow(input, measured)];
}

type Target = 'rtoSeconds' | 'rpoSeconds';

function timeRow(input: ReportInput, measured: StoreMeasurement, store: StoreSummary): ResultRow {
  return { name: 'Time to recover', target: targets(input, 'rtoSeconds'), measured: exact(input, measured.rta, 'rtoSeconds', numberWords(store.rta)), result: met(input, measured.rta, 'rtoSeconds') };
}

function strikeRow(input: ReportInput, measured: StoreMeasurement, store: StoreSummary): ResultRow {
  return { name: 'Data lost, this strike', target: targets(input, 'rpoSeconds'), measured: exact(input, measured.rpa, 'rpoSeconds', withResolution(store.rpa, measured.rpa)), result: met(input, measured.rpa, 'rpoSeconds', measured.rpaWorst) };
}

function worstRow(input: ReportInput, measured: StoreMeasurement, store: StoreSummary): ResultRow {
  const { window } = store.rpaWorst;
  return { name: window ? `Data lost, worst since ${window.from.slice(0, 16).replace('T', ' ')}` : 'Data lost, worst in the window', target: targets(input, 'rpoSeconds'), measured: exact(input, measured.rpaWorst, 'rpoSeconds', withResolution(store.rpaWorst, measured.rpaWorst)), result: met(input, measured.rpaWorst, 'rpoSeconds') };
}

function withResolution(said: StoreSummary['rpa'], measured: Measured): string {
  return numberWords(said, measured.value === null ? undefined : measured.resolutionSeconds);
}

/** Rounding must not make a missed target look met: a number that reads like its target says by how much it is over. */
function exact({ started }: ReportInput, { value }: Measured, key: Target, words: string): string {
  const near = value === null ? undefined : started.objectives.find((set) => value > set[key] && humanDuration(value) === humanDuration(set[key]));
  return near && value !== null ? `${words}, ${humanDuration(value - near[key])} over` : words;
}

/** Sets with the same target share a line: `4 h (house, documented)`. */
function targets({ started }: ReportInput, key: Target): string {
  const bySeconds = new Map<number, string[]>();
  for (const set of started.objectives) bySeconds.set(set[key], [...(bySeconds.get(set[key]) ?? []), set.source]);
  return [...bySeconds].map(([seconds, sources]) => `${humanDuration(seconds)} (${sources.join(', ')})`).join(' / ') || 'none';
}

/** Met or not, for each different target in the order of `targets`. A rehearsal confirms nothing: it stays within the model or refutes. */
function met(input: ReportInput, measured: Measured, key: Target, worst?: Measured): string {
  if (measured.value === null) return 'NOT MEASURED';
  const good = input.started.target.kind === 'sandbox' ? 'within the model' : 'met';
  const bad = input.started.target.kind === 'sandbox' ? 'NOT MET (refuted)' : 'NOT MET';
  const distinct = [...new Set(input.started.objectives.map((set) => set[key]))];
  return distinct.map((seconds) => {
    if (measured.value > seconds) return bad;
    if (worst && worst.value === null) return 'met; the worst moment is not known';
    return worst && worst.value > seconds ? 'met, by luck' : good;
  }).join(' / ');
}

function contentRow({ integrity }: StoreSummary): ResultRow {
  const row = { name: 'Data complete', target: integrity ? `${count(integrity.expected, 'thing')} at the recovered point` : 'everything at the recovered point' };
  if (!integrity) return { ...row, measured: 'not measured', result: 'NOT MEASURED' };
  const wrong = (['missing', 'unexpected', 'different'] as const).filter((kind) => integrity[kind] !== 0).map((kind) => `${grouped(integrity[kind])} ${kind}`);
  const measured = `${grouped(integrity.recovered)} recovered${wrong.length > 0 ? `; ${wrong.join(', ')}` : ''}`;
  if (wrong.length > 0) return { ...row, measured, result: `NOT MET (${integrity.strength})` };
  const whole = integrity.complete && integrity.expected > 0 && integrity.recovered >= integrity.expected;
  return { ...row, measured, result: whole ? `met (${integrity.strength})` : `NOT SHOWN (${integrity.complete ? 'not everything is accounted for' : 'a listing or read was incomplete'})` };
}

function postureRow({ posture, id }: StoreSummary, summary: RunSummary): ResultRow {
  const row = { name: 'Secure as before', target: posture ? count(posture.checked, 'setting') : 'the settings of the baseline' };
  if (!posture) return { ...row, measured: 'not measured', result: 'NOT MEASURED' };
  const drifted = posture.drifted.map((drift) => drift.key);
  const same = `${posture.checked - drifted.length - posture.declared.length}`;
  const declared = posture.declared.length > 0 ? `; declared gaps: ${posture.declared.join(', ')}` : '';
  const ids = summary.findings.filter((finding) => finding.store === id && finding.cause.startsWith('posture.')).map((finding) => finding.id);
  return { ...row, measured: drifted.length === 0 ? `${same}${declared}` : `${same}: ${drifted.join(', ')}${declared}`, result: drifted.length === 0 ? 'met' : `NOT MET (${ids.join(', ')})` };
}

function protectedRow(input: ReportInput, measured: StoreMeasurement): ResultRow {
  const text = (input.started.config as { readonly drill?: { readonly protectedWithin?: unknown } } | null | undefined)?.drill?.protectedWithin;
  const within = typeof text === 'string' ? parseDuration(text) : null;
  const { protectedAgainSeconds: after } = measured;
  const row = { name: 'Protected again', target: within === null ? 'no target set' : `${humanDuration(within)} (house, from the release)` };
  if (after.value === null) {
    const looked = input.events.some((event) => event.type === 'protected.again' && 'store' in event.data && event.data.store === measured.id);
    return { ...row, measured: `not measured: ${after.why}`, result: looked ? 'NOT MET' : 'NOT MEASURED' };
  }
  const good = input.started.target.kind === 'sandbox' ? 'within the model' : 'met';
  return { ...row, measured: humanDuration(after.value), result: within === null ? 'no target' : after.value <= within ? good : 'NOT MET' };
}

/** Title and number as page 1 and the table of runs print them. */
export function titleOf(summary: RunSummary): string {
  return `DR DRILL ${runNumber(summary.run.number)}${isRehearsal(summary) ? ' (rehearsal)' : ''}`;
}
