import { markdownTable } from 'markdown-table';
import type { ReportInput } from '#contract/reporting';
import type { LoadPhase, RealOutage, RunSummary } from '#contract/run-summary';
import { code, prose } from './escape.ts';
import { grouped } from './words.ts';

/** What users, load and own checks saw of the service; drill time and real time are told apart by name. */
export function service(input: ReportInput, summary: RunSummary): readonly string[] {
  const { journeys, availability, load, loadPhases, outages, ownChecks } = summary.service;
  const share = availability === null ? 'not measured' : `${Math.round(availability * 10_000) / 100} % of the drill time from the baseline to the end of the soak, by the canaries`;
  return [
    table([['Looked at', 'Result', 'Detail'], ...journeys.map((journey) => [prose(journey.name), journey.result, prose(journey.why ?? '')])]),
    `Service available: ${share}. ${load === undefined ? noLoad(input) : loadWords(load)}`,
    ...(loadPhases !== undefined ? [phaseTable(loadPhases)] : load?.clock === undefined ? [] : ['No series of the load fits the record, so nothing is said phase by phase.']),
    ...(outages === undefined ? [] : outageTable(outages)),
    ...journeyWords(summary.service),
    ...(ownChecks === undefined ? [] : [table([['Own check', 'Tag', 'Result', 'Detail'], ...ownChecks.map((check) => [code(check.id), check.tag, check.result, prose(check.detail)])])]),
  ];
}

function noLoad({ events }: ReportInput): string {
  const broke = events.findLast((event) => event.type === 'error' && event.data.where === 'load');
  if (broke?.type !== 'error') return 'Error rate: not measured: no load was run.';
  return prose(`Error rate: not measured: the load could not be run to its end (${broke.data.message}).`);
}

function loadWords({ tool, requests, failed, dropped, ratePerSecond, realSeconds, latencyMs }: NonNullable<RunSummary['service']['load']>): string {
  const begun = dropped === null ? 'how many were not begun is not known' : `${grouped(dropped)} not begun`;
  return prose(`Load by ${tool}: ${grouped(requests)} requests in ${Math.round(realSeconds * 10) / 10} real seconds (${ratePerSecond} asked for each second, ${begun}), ${grouped(failed)} failed (${requests === 0 ? 'no request' : `${Math.round((failed / requests) * 1000) / 10} %`}); latency p50 ${ms(latencyMs.p50)}, p95 ${ms(latencyMs.p95)}, p99 ${ms(latencyMs.p99)}. It ran in real time, in which a modelled wait takes no time at all.`);
}

function phaseTable(phases: readonly LoadPhase[]): string {
  const rows = phases.map(({ phase, realSeconds, requests, failed, p95Ms }) => [phase, grouped(realSeconds), grouped(requests), grouped(failed), ms(p95Ms?.middle ?? null), ms(p95Ms?.worst ?? null)]);
  return table([['Load in phase', 'Real seconds with requests', 'Requests', 'Failed', 'p95 latency, middle second', 'p95 latency, worst second'], ...rows]);
}

function outageTable(outages: readonly RealOutage[]): readonly string[] {
  if (outages.length === 0) return ['A watch beside the load (real time) never saw the service down; an outage that is shorter than the time between two looks can go unseen.'];
  const rows = outages.map(({ down, up, seconds }) => [between(down), up === null ? 'not before the load ended' : between(up), seconds === null ? 'not known' : `${seconds[0]} to ${seconds[1]} s`]);
  return [table([['Outage: down (real time, UTC)', 'Up again (real time, UTC)', 'Lasted (real time)'], ...rows]), 'The truth lies inside each interval: it is as wide as the probes were apart, and they are closest while the service is down.'];
}

function journeyWords({ journeysBy, journeysFrom = [], screenshot }: RunSummary['service']): readonly string[] {
  if (journeysBy === undefined) return [];
  const from = journeysFrom.length === 0 ? '' : ` (${journeysFrom.join(', ')})`;
  return [prose(`Journeys of users${from} were run by ${journeysBy}.${screenshot === undefined ? '' : ` What they saw in the end: ${screenshot}`}`)];
}

function between([from, to]: readonly [string, string]): string {
  return `${from} to ${to}`;
}

function ms(value: number | null): string {
  return value === null ? 'not measured' : `${Math.round(value * 10) / 10} ms`;
}

function table(rows: readonly (readonly string[])[]): string {
  return markdownTable(rows, { alignDelimiters: false });
}
