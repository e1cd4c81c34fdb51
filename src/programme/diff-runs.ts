import type { Finding, RunSummary, StoreSummary, SummaryNumber } from '#contract/run-summary';
import { humanDuration } from '#kit/durations';

/** One thing that two runs say differently or alike; `change` in words, empty where nothing changed. */
export interface DiffRow {
  readonly part: 'run' | 'time' | 'loss' | 'content' | 'runbook' | 'versions';
  readonly what: string;
  readonly a: string;
  readonly b: string;
  readonly change: string;
}

/** What changed from one run to another. */
export interface RunDiff {
  readonly a: { readonly number: number; readonly id: string };
  readonly b: { readonly number: number; readonly id: string };
  /** Why the two can hardly be compared; empty when they can. */
  readonly cautions: readonly string[];
  readonly rows: readonly DiffRow[];
  readonly findings: { readonly opened: readonly Finding[]; readonly closed: readonly Finding[]; readonly still: readonly Finding[] };
}

/** Compares two runs by what was measured: verdict, parts of the time to recover, data lost, content, steps, findings, versions. */
export function diffRuns(a: RunSummary, b: RunSummary): RunDiff {
  const has = (run: RunSummary, id: string): boolean => run.findings.some((finding) => finding.id === id);
  return {
    a: { number: a.run.number, id: a.run.id },
    b: { number: b.run.number, id: b.run.id },
    cautions: cautionsOf(a, b),
    rows: [...runRows(a, b), ...storeRows(a, b), ...runbookRows(a, b), ...versionRows(a, b)],
    findings: { opened: b.findings.filter(({ id }) => !has(a, id)), closed: a.findings.filter(({ id }) => !has(b, id)), still: b.findings.filter(({ id }) => has(a, id)) },
  };
}

function cautionsOf(a: RunSummary, b: RunSummary): readonly string[] {
  const differs = (what: string, x: string | null, y: string | null): readonly string[] => (x === y ? [] : [`${what} differs: ${x ?? 'none'} and ${y ?? 'none'}`]);
  return [
    ...differs('scenario', a.run.scenario, b.run.scenario),
    ...differs('variant', a.run.variant, b.run.variant),
    ...differs('sabotage', a.run.mutation, b.run.mutation),
    ...differs('target', `${a.target.kind}, pace ${a.target.pace}`, `${b.target.kind}, pace ${b.target.pace}`),
  ];
}

function runRows(a: RunSummary, b: RunSummary): readonly DiffRow[] {
  return [
    words('run', 'verdict', a.verdict, b.verdict),
    words('run', 'put back', putBack(a), putBack(b)),
    number('time', 'time to recover', a.rta, b.rta),
    number('loss', 'data lost', a.rpa, b.rpa),
  ];
}

function putBack({ putBack: how }: RunSummary): string {
  return how === null ? 'not reached' : how.ok ? 'yes' : 'NO';
}

function storeRows(a: RunSummary, b: RunSummary): readonly DiffRow[] {
  const ids = [...new Set([...a.stores, ...b.stores].map(({ id }) => id))];
  return ids.flatMap((id) => {
    const [x, y] = [a, b].map((run) => run.stores.find((store) => store.id === id));
    if (x === undefined || y === undefined) return [words('run', `${id}`, x === undefined ? 'not drilled' : x.verdict, y === undefined ? 'not drilled' : y.verdict)];
    return [words('run', `${id} verdict`, x.verdict, y.verdict), number('time', `${id} time to recover`, x.rta, y.rta), ...partRows(x, y), number('loss', `${id} data lost, this strike`, x.rpa, y.rpa), number('loss', `${id} data lost, worst`, x.rpaWorst, y.rpaWorst), ...contentRows(x, y)];
  });
}

function partRows(a: StoreSummary, b: StoreSummary): readonly DiffRow[] {
  const names = [...new Set([...a.rtaParts, ...b.rtaParts].map(({ name }) => name))];
  const seconds = (store: StoreSummary, name: string): number | null => {
    const own = store.rtaParts.filter((part) => part.name === name);
    return own.length === 0 ? null : own.reduce((sum, part) => sum + part.seconds, 0);
  };
  return names.map((name) => measured('time', `${a.id}   of it ${name}`, seconds(a, name), seconds(b, name)));
}

function contentRows(a: StoreSummary, b: StoreSummary): readonly DiffRow[] {
  const count = (what: string, of: (store: StoreSummary) => number | null): DiffRow => {
    const [x, y] = [of(a), of(b)];
    return { part: 'content', what: `${a.id} ${what}`, a: x === null ? 'not measured' : String(x), b: y === null ? 'not measured' : String(y), change: x === y ? '' : x === null || y === null ? 'changed' : `${y > x ? '+' : ''}${y - x}` };
  };
  return [count('missing', ({ integrity }) => integrity?.missing ?? null), count('different', ({ integrity }) => integrity?.different ?? null), count('settings that drifted', ({ posture }) => posture?.drifted.length ?? null)];
}

function runbookRows({ runbook: a }: RunSummary, { runbook: b }: RunSummary): readonly DiffRow[] {
  const steps = (book: RunSummary['runbook']): string => (book === null ? 'not reached' : `${book.executed} of ${book.documented}, ${book.manual} by hand, ${book.deviations.length} deviations`);
  return [words('runbook', 'document', a === null ? 'none' : `${a.path} ${a.sha256.slice(0, 12)}`, b === null ? 'none' : `${b.path} ${b.sha256.slice(0, 12)}`), words('runbook', 'steps carried out', steps(a), steps(b))];
}

function versionRows(a: RunSummary, b: RunSummary): readonly DiffRow[] {
  const names = [...new Set([...a.engines, ...b.engines].map(({ name }) => name))];
  const version = (run: RunSummary, name: string): string => run.engines.find((engine) => engine.name === name)?.version ?? 'none';
  return [words('versions', 'redrill', a.run.version, b.run.version), words('versions', 'commit of the project', a.run.commit ?? 'none', b.run.commit ?? 'none'), ...names.map((name) => words('versions', name, version(a, name), version(b, name)))];
}

function number(part: DiffRow['part'], what: string, a: SummaryNumber, b: SummaryNumber): DiffRow {
  return measured(part, what, a.seconds, b.seconds);
}

function measured(part: DiffRow['part'], what: string, a: number | null, b: number | null): DiffRow {
  const text = (seconds: number | null): string => (seconds === null ? 'not measured' : humanDuration(seconds));
  const change = a === b ? '' : a === null || b === null ? 'changed' : `${humanDuration(Math.abs(b - a))} ${b > a ? 'more' : 'less'}`;
  return { part, what, a: text(a), b: text(b), change };
}

function words(part: DiffRow['part'], what: string, a: string, b: string): DiffRow {
  return { part, what, a, b, change: a === b ? '' : 'changed' };
}
