import { markdownTable } from 'markdown-table';
import type { ReportInput } from '#contract/reporting';
import type { RunSummary, StoreSummary } from '#contract/run-summary';
import { humanDuration } from '#kit/durations';
import { supportsLine } from './controls/controls-section.ts';
import { criticalPath } from './critical-path.ts';
import { decisions } from './decisions.ts';
import { code, prose } from './escape.ts';
import { otherWays } from './other-ways.ts';
import { resultRows, titleOf } from './result-rows.ts';
import { sumToTotal } from './sum-to-total.ts';
import { count, grouped, isRehearsal, runNumber } from './words.ts';

/** Page 1 in its three parts, so that a page with many stores can set them out in another way. */
export interface PageOne {
  /** Title, result, consequence, what was tested, kind of numbers. */
  readonly head: readonly string[];
  /** One block of lines for each store; none where nothing was broken. */
  readonly stores: readonly (readonly string[])[];
  readonly tail: readonly string[];
}

/** Page 1: the whole answer, for an executive and an auditor alike. Blocks are separated by blank lines. */
export function pageOne(input: ReportInput, summary: RunSummary): readonly string[] {
  const { head, stores, tail } = pageOneParts(input, summary);
  return [...head, ...stores.flat(), ...tail];
}

/** The same in parts; each is Markdown. */
export function pageOneParts(input: ReportInput, summary: RunSummary): PageOne {
  const reached = input.measurement.reachedFault;
  const path = criticalPath(input, summary);
  const head = [
    `# ${titleOf(summary)} · ${prose(summary.run.title)} · ${standing(input)} · ${summary.clock.realStartedAt.slice(0, 10)}`,
    resultSentence(summary),
    reached ? consequence(input, summary) : 'Nothing was broken, so nothing is known of recovery.',
    block('What was tested', whatWasTested(input, summary)),
    block('Kind of numbers', kindOfNumbers(input, summary)),
  ];
  const tail = [
    ...(reached && summary.stores.length > 1 && summary.detection !== undefined ? [block('Noticed', prose(`by ${summary.detection.source}.`))] : []),
    ...(path === null ? [] : [block('Critical path', path)]),
    ...otherWays(input, summary),
    block('Decisions needed', decisions(input, summary)),
    block('Since the last drill', sinceLast(input, summary)),
    block('Not shown', notShown(summary)),
    block('Exceptions', exceptions(input, summary)),
    block('People', people(input)),
    block('Attempts', attempts(input)),
    block('Supports', supportsLine(input, summary)),
    block('Verify', `record of ${count(summary.record.events, 'event')}, fingerprint ${code(`sha256:${summary.record.sha256}`)}; recompute every number with ${code(`redrill report ${summary.run.id}`)}. Signed ________`),
  ];
  return { head, stores: reached ? summary.stores.map((store) => storeBlock(input, summary, store)) : [], tail };
}

function standing({ context, started }: ReportInput): string {
  if (context?.final === undefined) return 'DRAFT, unsigned';
  return started.signer === undefined ? 'FINAL, unsigned' : 'FINAL';
}

function block(label: string, text: string): string {
  return `**${label}.** ${text}`;
}

const SENTENCE: Readonly<Record<RunSummary['verdict'], string>> = {
  pass: 'PASSED. Everything expected came back, within the targets, as secure as before.',
  'fail-objective': 'FAILED. What was expected came back whole, but a target was missed.',
  'fail-integrity': 'FAILED. What came back is not what was expected, or is less secure than before.',
  'fail-not-recovered': 'FAILED. It was not recovered.',
  inconclusive: 'INCONCLUSIVE. A reading that the verdict needs is missing or cannot be trusted.',
  aborted: 'ABORTED before anything was broken.',
  refused: 'REFUSED by a guard before anything was broken.',
};

function resultSentence(summary: RunSummary): string {
  const head = isRehearsal(summary) ? 'REHEARSAL: RESULT' : 'RESULT';
  const pass = summary.verdict === 'pass' && isRehearsal(summary) ? 'rehearsal: pass. Everything expected came back, within the model, as secure as before.' : SENTENCE[summary.verdict];
  const [first, ...rest] = summary.reasons;
  const where = first?.store && summary.stores.length > 1 ? `${prose(first.store)}: ` : '';
  const more = rest.length > 0 ? ` ${count(rest.length, 'further reason is', 'further reasons are')} below.` : '';
  const why = first ? ` ${where}${prose(sentence(first.text))}${more}` : '';
  const finding = summary.verdict.startsWith('fail-') ? ' Finding this is what the drill is for.' : '';
  return `**${head}: ${pass}**${why}${finding}`;
}

/** More stores or targets than this are told by number or without their ARNs, so that page 1 stays one page. */
const MOST_BY_NAME = 3;

function consequence(input: ReportInput, summary: RunSummary): string {
  const what = summary.stores.length > MOST_BY_NAME ? `these ${summary.stores.length} stores` : summary.stores.map((store) => nameOf(input, store)).join(' and ');
  const { seconds, why } = summary.rta;
  const lose = lossWords(summary);
  if (seconds === null) return prose(`If ${what} were lost, it is not known how long users would wait (${why ?? 'no reason recorded'}); ${lose.startsWith('how') ? `${lose} is not known either` : `they would ${lose}`}.`);
  return prose(`If ${what} were lost, users would wait about ${roughly(seconds)}${lose.startsWith('how') ? `; ${lose} is not known` : ` and ${lose}`}.`);
}

function lossWords(summary: RunSummary): string {
  const most = Math.max(-1, ...summary.stores.flatMap((store) => [store.rpaWorst.seconds ?? -1, store.rpa.seconds ?? -1]));
  const known = summary.stores.every((store) => store.rpaWorst.seconds !== null && store.rpa.seconds !== null);
  if (most < 0) return 'how much work they would lose';
  return known ? `lose up to ${roughly(most)} of work` : `lose at least ${roughly(most)} of work, and how much more is not known`;
}

const ROUND_FROM_SECONDS = 600;

/** Whole minutes where seconds say nothing, never less than was measured: the exact number stands in the table below. */
function roughly(seconds: number): string {
  return humanDuration(seconds < ROUND_FROM_SECONDS ? seconds : Math.ceil(seconds / 60) * 60);
}

function whatWasTested({ started, events }: ReportInput, summary: RunSummary): string {
  const plan = events.findLast((event) => event.type === 'plan.made')?.data;
  const targets = plan && 'targets' in plan ? plan.targets : [];
  const size = targets.map((target) => `${prose(target.what)}${targets.length > MOST_BY_NAME ? '' : ` ${code(target.arn)}`}${target.count === null ? '' : ` (${count(target.count, 'thing')}${target.bytes === null ? '' : `, ${grouped(target.bytes)} bytes`})`}`).join('; ');
  const variant = `${summary.run.variant ? `; variant ${code(summary.run.variant)}` : ''}${summary.run.mutation ? `; SABOTAGED on purpose: ${code(summary.run.mutation)}` : ''}`;
  const document = summary.runbook ? `, restored by the document ${code(summary.runbook.path)}` : '';
  return `${prose(started.title)} (threat ${prose(started.threat)})${document}${variant}. Struck: ${size || 'nothing was resolved'}; account ${code(started.target.accounts['platform'] ?? 'unknown')}.`;
}

function kindOfNumbers({ started }: ReportInput, summary: RunSummary): string {
  const points = 'Recovery points are those of the platform\'s own schedule, not made for the drill.';
  if (started.target.kind === 'aws') return `Measured on AWS with synthetic data (\`aws-sandbox\`). ${points}`;
  if (started.target.pace === 'real') return `Seconds of real work on local engines (\`local\`). ${points} A rehearsal may refute a target, never confirm it.`;
  return `Modelled: drill time of a rehearsal on the local account, in which jobs take at least the time AWS is modelled to take (\`modelled\`); ${humanDuration(summary.clock.realSeconds)} of real time. ${points} A rehearsal may refute a target, never confirm it.`;
}

function storeBlock(input: ReportInput, summary: RunSummary, store: StoreSummary): readonly string[] {
  const rows = resultRows(input, summary, store).map((row) => [row.name, row.target, row.measured, row.result].map(prose));
  const name = summary.stores.length > 1 ? `${store.id}: ` : '';
  return [
    `**${name}${prose(nameOf(input, store))}**`,
    markdownTable([['', 'Target (source)', 'Measured', 'Result'], ...rows]),
    block('Where time went', `${whereTimeWent(store)}${summary.stores.length > 1 ? '' : noticedBy(summary)}`),
  ];
}

/** Minutes that sum to the total; seconds where the whole is under ten minutes. */
export function whereTimeWent(store: StoreSummary): string {
  if (store.rta.seconds === null || store.rtaParts.length === 0) return prose(`not measured: ${store.rta.why ?? 'no parts'}`);
  const [unit, size] = store.rta.seconds < 600 ? ['s', 1] as const : ['min', 60] as const;
  const whole = sumToTotal(store.rtaParts.map((part) => part.seconds / size));
  const parts = store.rtaParts.map((part, index) => `${part.name} ${whole[index] ?? 0}`).join(', ');
  const undetected = store.timeline.T1 === null ? ' (nobody noticed: the wait counts as decision)' : '';
  return `${parts} = ${whole.reduce((a, b) => a + b, 0)} ${unit}${undetected}`;
}

function noticedBy({ detection }: RunSummary): string {
  return detection === undefined ? '' : prose(` (noticed by ${detection.source})`);
}

function sinceLast({ context }: ReportInput, summary: RunSummary): string {
  const previous = context?.previous;
  if (!previous) return 'no earlier finished run of this scenario is known.';
  const closed = previous.findings.filter((id) => !summary.findings.some((finding) => finding.id === id)).length;
  return `run ${runNumber(previous.number)} ended ${previous.verdict}; time to recover ${change(previous.rtaSeconds, summary.rta.seconds)}; data lost this strike ${change(previous.rpaSeconds, summary.rpa.seconds)}; ${closed} of ${count(previous.findings.length, 'finding')} no longer seen.`;
}

function change(before: number | null, now: number | null): string {
  return [before, now].map((seconds) => (seconds === null ? 'not measured' : humanDuration(seconds))).join(' -> ');
}

function notShown(summary: RunSummary): string {
  const listed = summary.notExercised.map(({ what, why }) => prose(`${what} (${why})`));
  const rehearsal = isRehearsal(summary) ? ['how AWS itself behaves'] : [];
  return `${[...listed, ...rehearsal].join('; ') || 'see the limits below'}.`;
}

function exceptions({ events, started }: ReportInput, summary: RunSummary): string {
  const entries = [
    ...(summary.runbook?.deviations ?? []).map((deviation) => `step ${deviation.n} ${deviation.what}`),
    ...summary.resumes.map((resume) => `the harness was gone for ${humanDuration(resume.downSeconds)} before ${resume.at}`),
    ...(summary.run.stoppedBy ? [summary.run.stoppedBy === 'interrupted' ? 'the run was killed and not resumed' : `stopped by ${summary.run.stoppedBy}`] : []),
    ...(started.dirty ? ['the working copy of the harness had uncommitted changes'] : []),
    ...events.filter((event) => event.type === 'error').map((event) => ('where' in event.data ? `error in ${String(event.data.where)}` : 'error')),
  ];
  return entries.length === 0 ? 'none' : prose(`${[...new Set(entries)].join('; ')}.`);
}

function people({ started }: ReportInput): string {
  const { operator, approver, reviewer } = started.people;
  return prose(`operated by ${operator ?? 'not named'} / approved by ${approver ?? 'not named'} / reviewed by ${reviewer ?? 'not named'}; ${started.attended ? 'attended' : 'unattended: people are modelled'}.`);
}

function attempts({ context }: ReportInput): string {
  if (!context) return 'not counted: the ledger was not read.';
  const ends = Object.entries(context.attempts.byEnd).sort().map(([end, number]) => `${grouped(number)} ${end}`).join(', ');
  return `${grouped(context.attempts.total)} in the ledger up to this run${ends ? `: ${ends}` : ''}.`;
}

function nameOf({ started }: ReportInput, store: StoreSummary): string {
  const entry = started.stores.find((candidate) => candidate.id === store.id);
  return entry ? `${entry.title} (${entry.resource})` : store.id;
}

function sentence(text: string): string {
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(first) ? first : `${first}.`;
}
