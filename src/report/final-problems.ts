import type { ReportInput } from '#contract/reporting';
import type { Finding, RunSummary } from '#contract/run-summary';
import { controlRows } from './controls/control-rows.ts';
import { stateOfFinding } from './findings-section.ts';
import { objectiveRows } from './objective-rows.ts';
import { seqOfPath } from './source.ts';
import { sourcesOf } from './sources.ts';

/** What stands against a final report, one sentence each: a finding that nobody owns, a sign-off that is missing, a number that leads nowhere. */
export function finalProblems(input: ReportInput, summary: RunSummary): readonly string[] {
  return [...summary.findings.flatMap((finding) => ownerless(input, finding)), ...signOff(input), ...numbersWithoutPath(input, summary), ...pathsToNowhere(input, summary)];
}

function ownerless(input: ReportInput, finding: Finding): readonly string[] {
  const state = stateOfFinding(input, finding.id);
  if (state?.state === 'accepted' || state?.state === 'closed') return [];
  const lacks = [...(state?.owner ? [] : ['an owner']), ...(state?.due ? [] : ['a due date'])];
  const options = [...(state?.owner ? [] : ['--owner <who>']), ...(state?.due ? [] : ['--due <day>'])];
  return lacks.length === 0 ? [] : [`finding ${finding.id} ("${finding.title}") has not ${lacks.join(' and ')}: redrill findings assign ${finding.id} ${options.join(' ')}, or redrill findings accept`];
}

function signOff({ started: { people } }: ReportInput): readonly string[] {
  const missing = (['operator', 'approver', 'reviewer'] as const).filter((role) => !people[role]?.trim());
  const same = people.operator !== null && people.reviewer !== null && people.operator.trim().toLowerCase() === people.reviewer.trim().toLowerCase() && people.operator.trim() !== '';
  return [
    ...missing.map((role) => `no ${role} was named when the run began: name one in the config (people.${role}) and drill again; the record cannot be changed afterwards`),
    ...(same ? [`the reviewer ("${people.reviewer ?? ''}") is the operator: somebody else has to review`] : []),
  ];
}

/** Numbers that page 1 and the tables print, claims that were decided, and clauses that are supported. */
function numbersWithoutPath(input: ReportInput, summary: RunSummary): readonly string[] {
  const numbers = objectiveRows(input, summary).filter(({ number, evidence }) => number.seconds !== null && evidence.length === 0).map(({ store, measure }) => `"${measure}" of ${store}`);
  const read = summary.stores.flatMap(({ id, integrity, posture }, index) => [...(integrity === null ? [] : [{ id, kind: 'content', index }]), ...(posture === null ? [] : [{ id, kind: 'posture', index }])]);
  const sources = new Map(sourcesOf(input, summary).map(({ id, paths }) => [id, paths]));
  const readings = read.filter(({ kind, index }) => (sources.get(`from-${kind}-${index + 1}`) ?? []).length === 0).map(({ id, kind }) => `"${kind}" of ${id}`);
  const claims = summary.claims.filter(({ result, evidence }) => result !== 'open' && evidence === null).map(({ id, result }) => `claim ${id} (${result})`);
  return [...new Set([...numbers, ...readings, ...claims])].map((what) => `${what} has no path into the record`);
}

function pathsToNowhere(input: ReportInput, summary: RunSummary): readonly string[] {
  const seqs = new Set(input.events.map(({ seq }) => seq));
  const files = new Set(input.files.map(({ name }) => name));
  const kept = new Set(['context.json', '../ledger.ndjson']);
  const cited = [...sourcesOf(input, summary), ...controlRows(input, summary)].flatMap(({ paths }) => paths);
  const claims = summary.claims.flatMap(({ evidence }) => (evidence === null ? [] : [evidence]));
  const broken = [...new Set([...cited, ...claims])].filter((path) => {
    if (path.startsWith('run.json#')) return !Object.hasOwn(summary, path.slice('run.json#'.length));
    const seq = seqOfPath(path);
    return seq === null ? !files.has(path) && !kept.has(path) : !seqs.has(seq);
  });
  return broken.map((path) => `the path ${path} leads nowhere`);
}
