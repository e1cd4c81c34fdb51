import type { ReportInput } from '#contract/reporting';
import type { RunSummary } from '#contract/run-summary';
import type { RunStarted } from '#contract/events';
import { humanDuration } from '#kit/durations';
import { code, prose } from './escape.ts';
import { runNumber } from './words.ts';

type Way = NonNullable<RunStarted['ways']>[number];

/** What the other documented ways through the same disaster would have meant for data loss; nothing where they rest on the same backups. */
export function otherWays(input: ReportInput, summary: RunSummary): readonly string[] {
  const ways = input.started.ways ?? [];
  const own = ways.find((way) => way.variant === summary.run.variant);
  const others = ways.filter((way) => way !== own && idsOf(way) !== (own ? idsOf(own) : ''));
  if (others.length === 0) return [];
  return [`**Other ways back.** ${others.map((way) => sentence(input, way)).join(' ')}`];
}

function sentence(input: ReportInput, way: Way): string {
  const name = way.variant === null ? 'The plain form' : `Variant ${code(way.variant)}`;
  const rests = way.backups.map(({ id, everySeconds }) => `${code(id)}, a point every ${humanDuration(everySeconds)}`).join(' and ');
  return `${name} rests on ${rests}: ${lossOf(input, way)}.`;
}

function lossOf({ context, started }: ReportInput, way: Way): string {
  const drilled = context?.otherWays?.find(({ variant }) => variant === way.variant);
  const every = Math.max(0, ...way.backups.map(({ everySeconds }) => everySeconds));
  const missed = (seconds: number): string => {
    const sets = started.objectives.filter((set) => seconds > set.rpoSeconds).map((set) => set.source);
    return sets.length === 0 ? 'within every RPO' : `over the RPO of ${sets.join(' and ')}`;
  };
  if (!drilled) return every > 0 ? `by its schedule it would lose ${humanDuration(every)} or more, ${missed(every)}; it has not been drilled here` : 'it has not been drilled here';
  if (drilled.rpaWorstSeconds === null) return prose(`drilled in run ${runNumber(drilled.number)} (${drilled.verdict}), which could not measure its worst loss`);
  return prose(`drilled in run ${runNumber(drilled.number)} (${drilled.verdict}): at worst it lost ${humanDuration(drilled.rpaWorstSeconds)}, ${missed(drilled.rpaWorstSeconds)}`);
}

function idsOf(way: Way): string {
  return way.backups.map(({ id }) => id).sort().join(' ');
}
