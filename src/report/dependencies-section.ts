import { markdownTable } from 'markdown-table';
import type { Dependency, RunbookFact } from '#contract/events';
import type { ReportInput } from '#contract/reporting';
import { code, prose } from './escape.ts';

/** What the recovery needs and where that lies, and which of its steps wait for which. */
export function dependencies({ events }: ReportInput): readonly string[] {
  const read = events.findLast((event) => event.type === 'dependencies.read')?.data;
  const plan = events.findLast((event) => event.type === 'plan.made')?.data;
  const graph = plan && 'runbook' in plan ? order(plan.runbook) : [];
  if (!read || !('dependencies' in read)) return graph.length > 0 ? graph : ['Not read: this disaster leaves alone what its recovery rests on.'];
  const all = read.dependencies;
  const circular = all.filter(({ lost }) => lost === true);
  const missing = all.filter((one) => one.missing === true && one.lost !== true);
  return [
    table([['Store', 'Needs', 'What', 'Where', 'State', 'Detail'], ...all.map(row)]),
    circular.length === 0 ? 'Nothing that the recovery needs lies in what the disaster takes.' : prose(`CIRCULAR: the recovery needs what the disaster takes: ${names(circular)}.`),
    ...(missing.length === 0 ? [] : [prose(`MISSING before anything was broken: ${names(missing)}.`)]),
    ...graph,
  ];
}

function row({ store, kind, what, region, lost, missing, detail }: Dependency): readonly string[] {
  const state = missing === true ? 'MISSING' : lost === true ? 'LOST WITH IT' : lost === null ? 'not known' : 'there';
  return [store ?? 'the whole', kind, code(what), region ?? 'everywhere', state, prose(detail)];
}

function names(of: readonly Dependency[]): string {
  return of.map(({ store, kind, what }) => `${kind} ${what}${store === null ? '' : ` (${store})`}`).join('; ');
}

/** Each lane between two steps that wait for everything, with what it waits for. */
function order({ steps }: RunbookFact): readonly string[] {
  if (!steps.some(({ lane }) => lane !== undefined)) return [];
  const laneOf = new Map(steps.map(({ n, lane }) => [n, lane ?? null]));
  const lanes = new Map<string, { readonly steps: number[]; readonly waits: Set<string> }>();
  for (const { n, lane, needs = [] } of steps) {
    const name = lane ?? 'all lanes';
    const one = lanes.get(name) ?? { steps: [], waits: new Set<string>() };
    lanes.set(name, one);
    one.steps.push(n);
    for (const other of needs.map((need) => laneOf.get(need))) if (lane !== undefined && typeof other === 'string' && other !== lane) one.waits.add(other);
  }
  return [table([['Lane', 'Steps', 'Waits for lane'], ...[...lanes].map(([name, { steps: own, waits }]) => [name, own.join(', '), [...waits].join(', ') || (name === 'all lanes' ? 'everything above' : 'none')])])];
}

function table(rows: readonly (readonly string[])[]): string {
  return markdownTable(rows, { alignDelimiters: false });
}
