import { markdownTable } from 'markdown-table';
import type { RecoveryPointFact, RunEvent } from '#contract/events';
import type { TimePoint } from '#contract/measurement';
import type { ReportInput } from '#contract/reporting';
import type { RunSummary, StoreSummary } from '#contract/run-summary';
import { humanDuration } from '#kit/durations';
import { secondsBetween } from '#kit/time';
import { controls } from './controls/controls-section.ts';
import { dependencies } from './dependencies-section.ts';
import { code, fenced, prose, shellLine } from './escape.ts';
import { evidence } from './evidence-section.ts';
import { findings } from './findings-section.ts';
import { limits } from './limits.ts';
import { service } from './service-section.ts';
import { count, grouped, numberWords, verdictWords } from './words.ts';

interface Section {
  readonly title: string;
  body(input: ReportInput, summary: RunSummary): readonly string[];
}

/** What follows page 1, in order; one entry per section. */
export const SECTIONS: readonly Section[] = [
  { title: 'Verdict and reasons', body: verdict },
  { title: 'Timeline', body: timeline },
  { title: 'Recovery time and its parts', body: parts },
  { title: 'Steps of the runbook', body: steps },
  { title: 'What the recovery rests on', body: dependencies },
  { title: 'Integrity', body: (_, summary) => summary.stores.flatMap(integrity) },
  { title: 'Beacons', body: (_, summary) => [table([['Store', 'Acknowledged', 'Stable', 'Lost', 'Stale', 'Never read', 'Resurrected', 'Duplicated', 'Indeterminate', 'Holes', 'Lost after T0', 'First lost', 'Newest recovered'], ...summary.stores.map(beaconRow)])] },
  { title: 'Settings', body: (_, summary) => summary.stores.flatMap(settings) },
  { title: 'Recovery points', body: points },
  { title: 'Findings', body: findings },
  { title: 'Claims', body: claims },
  { title: 'Proof that the drill can fail', body: mutations },
  { title: 'Service', body: service },
  { title: 'What this drill did not show', body: (input, summary) => [limits(input, summary).map((limit) => `- ${prose(limit)}`).join('\n')] },
  { title: 'Safety', body: safety },
  { title: 'Put back', body: putBack },
  { title: 'Controls', body: controls },
  { title: 'Evidence', body: evidence },
  { title: 'How to repeat', body: repeat },
  { title: 'Files', body: files },
];

function verdict(_: ReportInput, summary: RunSummary): readonly string[] {
  const rows = summary.reasons.map((reason) => [code(reason.code), reason.store ?? 'run', prose(reason.text)]);
  return [`${verdictWords(summary)}.`, rows.length > 0 ? table([['Reason', 'Store', 'Text'], ...rows]) : 'No reason against it.'];
}

const MEANING: { readonly [T in TimePoint]: string } = {
  T0: 'the fault took effect (earliest)', T1: 'an alarm or a person noticed', T2: 'recovery declared', T3: 'first restore requested', T4: 'restores done', T5: 'release check passed', T6: 'service works (confirmed by the soak)', T7: 'put back', T8: 'protected again',
};

function timeline(input: ReportInput, summary: RunSummary): readonly string[] {
  const t0 = summary.timeline.T0;
  const rows = (Object.keys(MEANING) as TimePoint[]).map((point) => {
    const at = summary.timeline[point];
    return [point, MEANING[point], at ?? 'not reached or not seen', at !== null && t0 !== null ? `+${humanDuration(secondsBetween(t0, at))}` : ''];
  });
  const observed = input.measurement.stores.map((store) => (store.t0.observed === null ? `${store.id}: not observed` : `${store.id}: between ${store.t0.earliest ?? ''} and ${store.t0.observed}`)).join('; ');
  const strike = summary.strike ? `The strike falls ${humanDuration(summary.strike.offsetSeconds)} after a scheduled point (${summary.strike.how}, seed ${code(summary.strike.seed)}; the newest point when it was chosen: ${summary.strike.after}).` : 'No strike was chosen.';
  return [table([['Point', 'Meaning', 'Drill time (UTC)', 'After T0'], ...rows]), `T0 is an interval: ${prose(observed)}. ${strike}`, ...noticed(summary)];
}

/** Who noticed; that nobody did is a finding, and is told there. */
function noticed({ detection }: RunSummary): readonly string[] {
  if (detection === undefined) return [];
  const began = detection.began === undefined || detection.began === detection.at ? '' : ` Its condition began at ${detection.began}.`;
  return [prose(`Noticed by ${detection.source} at ${detection.at}: ${detection.why.replace(/\.$/, '')}.${began}`)];
}

function parts(_: ReportInput, summary: RunSummary): readonly string[] {
  return summary.stores.flatMap((store) => {
    if (store.rta.seconds === null) return [prose(`${store.id}: ${numberWords(store.rta)}.`)];
    const rows = store.rtaParts.map((part) => [part.name, humanDuration(part.seconds), grouped(Math.round(part.seconds * 1000) / 1000), part.class]);
    const total = store.rtaParts.reduce((sum, part) => sum + part.seconds, 0);
    return [
      table([[`Part (${store.id})`, 'Time', 'Seconds', 'Class'], ...rows, ['sum', humanDuration(total), grouped(Math.round(total * 1000) / 1000), '']]),
      prose(`From detection: ${numberWords(store.rtaFromDetection)}. From declaration: ${numberWords(store.rtaFromDeclaration)}. Seconds of real work in restore steps: ${Math.round(store.engineSeconds * 10) / 10} (local).`),
    ];
  });
}

function steps({ measurement, events }: ReportInput, summary: RunSummary): readonly string[] {
  const documented = new Set(events.flatMap((event) => (event.type === 'plan.made' && 'runbook' in event.data ? event.data.runbook.steps.map((step) => step.n) : [])));
  const ends = of(events, 'step.ended');
  const rows = measurement.steps.map((step) => {
    const end = ends.findLast((event) => event.data.n === step.n)?.data;
    return [String(step.n), prose(step.title), code(step.uses), documented.has(step.n) ? 'yes' : 'NO', step.outcome, step.outcome === 'not-reached' ? '' : humanDuration(step.seconds), step.outcome === 'not-reached' ? '' : step.class, prose(end?.by ?? ''), prose(step.note ?? '')];
  });
  const { runbook } = summary;
  if (!runbook) return ['No runbook was planned.'];
  return [
    `${code(runbook.path)}, SHA-256 ${code(runbook.sha256)}: ${runbook.documented} documented, ${runbook.executed} executed, ${runbook.manual} of them manual, ${count(runbook.deviations.length, 'deviation')}.`,
    table([['Step', 'Written', 'Uses', 'Documented', 'Outcome', 'Time', 'Class', 'By', 'Note'], ...rows]),
  ];
}

function integrity(store: StoreSummary): readonly string[] {
  const reading = store.integrity;
  if (!reading) return [`${store.id}: not measured.`];
  const cells = [store.id, grouped(reading.expected), grouped(reading.recovered), grouped(reading.missing), grouped(reading.unexpected), grouped(reading.different), grouped(reading.lostWrites), reading.strength, reading.complete ? 'yes' : 'NO'];
  const samples = reading.samples.map((sample) => [sample.kind, code(sample.name), prose(sample.detail)]);
  const moved = reading.frozenShare === null ? '' : ` ${Math.round(reading.frozenShare * 1000) / 10} % had not changed since the manifest.`;
  return [
    table([['Store', 'Expected', 'Recovered', 'Missing', 'Unexpected', 'Different', 'Lost writes (RPO)', 'Strength', 'Complete'], cells]),
    prose(`Method: ${reading.method}; compared with the state at ${reading.comparedAt ?? 'no moment'}.${moved} What the method cannot see: ${reading.cannotSee || 'not stated'}.`),
    ...(samples.length > 0 ? [table([['Kind', 'Name', 'Detail'], ...samples])] : []),
    ...(store.witnesses === undefined ? [] : [table([['Independent witness', 'Said', 'Detail'], ...store.witnesses.map(({ name, result, detail }) => [prose(name), result === 'fail' ? 'FAIL' : result, prose(detail)])])]),
  ];
}

function beaconRow({ id, beacons: b }: StoreSummary): string[] {
  const numbers = [b.acknowledged, b.stable, b.lost, b.stale, b.neverRead, b.resurrected, b.duplicated, b.indeterminate, b.holes, b.lostAfterT0];
  return [id, ...numbers.map(grouped), b.firstLost ?? 'none', b.newestRecovered ?? 'none'];
}

function settings({ id, posture }: StoreSummary): readonly string[] {
  if (!posture) return [`${id}: not measured.`];
  const line = prose(`${id}: ${count(posture.checked, 'setting')} compared; stronger than before: ${posture.stronger.join(', ') || 'none'}; declared as not restored: ${posture.declared.join(', ') || 'none'}.`);
  const rows = posture.drifted.map((drift) => [code(drift.key), code(JSON.stringify(drift.expected)), code(JSON.stringify(drift.found))]);
  return rows.length > 0 ? [line, table([['Setting', 'Before', 'After'], ...rows])] : [line];
}

/** How many beacons a point was read to hold; what only a restore could read is told as the claim that it is. */
function held({ found, claimedUntil }: RecoveryPointFact): string {
  if (claimedUntil !== undefined) return `not read; claims all up to ${claimedUntil}`;
  return grouped(found.reduce((sum, { ranges }) => sum + ranges.reduce((n, [from, to]) => n + to - from + 1, 0), 0));
}

function points({ events }: ReportInput): readonly string[] {
  const shown = 30;
  return of(events, 'points.read').filter((event) => event.data.moment === 'baseline').filter((event, _, all) => all.findLast((other) => other.data.store === event.data.store) === event).flatMap(({ data }) => {
    const rows = data.points.slice(-shown).map((point) => [code(point.id), point.madeBy, point.createdAt, point.availableAt ?? 'never', point.status, held(point)]);
    const line = `${data.store}: ${count(data.points.length, 'point')} before the fault${data.points.length > shown ? ` (the newest ${shown} below)` : ''}; list ${data.complete ? 'complete' : 'NOT complete'}; ${data.outsideBlastRadius ? 'outside' : 'INSIDE'} the blast radius.`;
    return rows.length > 0 ? [line, table([['Point', 'Made by', 'Began', 'Usable from', 'Status', 'Beacons held'], ...rows])] : [line];
  });
}

function claims(_: ReportInput, summary: RunSummary): readonly string[] {
  if (summary.claims.length === 0) return ['The scenario touches no claim.'];
  return [table([['Claim', 'Result', 'Why', 'Evidence'], ...summary.claims.map((claim) => [prose(claim.id), claim.result, prose(claim.why), claim.evidence === null ? '' : code(claim.evidence)])])];
}

function mutations(_: ReportInput, summary: RunSummary): readonly string[] {
  if (summary.mutations.length === 0) return ['This run was not sabotaged; whether the drill notices sabotage is shown by runs with a mutation.'];
  return [table([['Mutation', 'Must be seen as', 'Seen red', 'Got'], ...summary.mutations.map((m) => [code(m.id), code(`${m.expect.verdict} ${m.expect.reasonCode}`), m.seenRed ? 'yes' : 'NO', prose(m.got)])])];
}

function safety(_: ReportInput, summary: RunSummary): readonly string[] {
  const { guards, touched, leftBehind } = summary.safety;
  const same = new Map<string, { readonly guard: (typeof guards)[number]; times: number }>();
  for (const guard of guards) {
    const key = JSON.stringify(guard);
    same.set(key, { guard, times: (same.get(key)?.times ?? 0) + 1 });
  }
  const rows = [...same.values()].map(({ guard, times }) => [prose(guard.guard), guard.ok ? 'ok' : 'REFUSED', String(times), prose(guard.detail)]);
  return [
    rows.length > 0 ? table([['Guard', 'Result', 'Times', 'Detail'], ...rows]) : 'No guard was reached.',
    `Changed on purpose: ${listed(touched) || 'nothing recorded'}. Left behind: ${leftBehind.length > 0 ? leftBehind.map(prose).join('; ') : 'nothing'}.`,
  ];
}

/** More effects than anybody reads in a row; all of them are in `run.json` and in the record. */
const MOST_TOUCHED = 60;

function listed(touched: readonly string[]): string {
  const more = touched.length - MOST_TOUCHED;
  return `${touched.slice(0, MOST_TOUCHED).map(prose).join('; ')}${more > 0 ? `; and ${grouped(more)} more, each in ${code('run.json')} under safety.touched` : ''}`;
}

function putBack({ events }: ReportInput, summary: RunSummary): readonly string[] {
  const { putBack } = summary;
  const back = of(events, 'failback.ended').at(-1)?.data;
  if (!putBack) return [`The record does not say that anything was put back: look with ${code(`redrill cleanup ${summary.run.id}`)}.`];
  const how = { recovered: 'the verified recovery stays', 'safety-copy': 'from the harness\'s own safety copy', undone: 'nothing had been destroyed; what had been changed was undone', 'failed-back': 'the platform is where it was before, by the document of the way back', 'nothing-changed': 'nothing had been changed' }[putBack.how];
  const way = back === undefined ? [] : [prose(`The way back: ${back.ok ? '' : 'NOT done: '}${back.detail}.`)];
  return putBack.ok ? [`Done: ${how}.`, ...way] : [`NOT put back: ${putBack.left.map(prose).join('; ')}.`, ...(putBack.commands.length > 0 ? ['Run by hand:', fenced(putBack.commands)] : [])];
}

function repeat({ started }: ReportInput, summary: RunSummary): readonly string[] {
  const version = `redrill ${started.version}${started.commit ? `, commit ${started.commit}` : ''}${started.dirty ? ' with uncommitted changes' : ''}`;
  const engines = started.engines.map((engine) => `${engine.name} ${engine.version} (${engine.how})`).join(', ');
  return [fenced([shellLine(started.command)]), prose(`${version}; seed ${started.seed}; ${started.target.kind}, pace ${started.target.pace}; engines: ${engines || 'none'}.`), `Render this report again from the record: ${code(`redrill report ${summary.run.id}`)}`];
}

function files(input: ReportInput, summary: RunSummary): readonly string[] {
  const torn = input.record.tornBytes > 0 ? [`${input.record.tornBytes} bytes of a line that a crash had cut are not part of the record.`] : [];
  return [table([['File', 'Bytes', 'SHA-256'], ...input.files.map((file) => [code(file.name), grouped(file.bytes), code(file.sha256)])]), `Seal over chain, count and ledgers: ${code(summary.record.sha256)} (${count(summary.record.events, 'event')}).`, ...torn];
}

function table(rows: readonly (readonly string[])[]): string {
  return markdownTable(rows, { alignDelimiters: false });
}

function of<T extends RunEvent['type']>(events: readonly RunEvent[], type: T): RunEvent<T>[] {
  return events.filter((event) => event.type === type) as unknown as RunEvent<T>[];
}
