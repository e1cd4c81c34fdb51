import type { CriticalPath, RunMeasurement } from '#contract/measurement';
import type { ReportInput } from '#contract/reporting';
import type { RunSummary } from '#contract/run-summary';
import { humanDuration } from '#kit/durations';
import { code, prose } from './escape.ts';

/** Where several stores come back by one document: whose steps took how long, which store was last, and what working side by side could save. Null for one store. */
export function criticalPath({ events, measurement }: ReportInput, summary: RunSummary): string | null {
  if (measurement.criticalPath) return ofLanes(measurement, measurement.criticalPath);
  if (summary.stores.length < 2) return null;
  const about = new Map(events.flatMap((event) => (event.type === 'step.started' && 'uses' in event.data ? [[event.data.n, event.data.store ?? null] as const] : [])));
  const seconds = (store: string | null): number => measurement.steps.filter((step) => about.has(step.n) && about.get(step.n) === store).reduce((sum, step) => sum + step.seconds, 0);
  const each = summary.stores.map(({ id }) => ({ id, seconds: seconds(id) }));
  if (each.every((one) => one.seconds === 0)) return null;
  const whole = seconds(null);
  const least = Math.min(...each.map((one) => one.seconds));
  const longest = measurement.steps.filter((step) => about.has(step.n)).reduce((a, b) => (b.seconds > a.seconds ? b : a));
  const last = lastReleased(summary);
  return [
    `One document, one step after the other: ${[...each.map((one) => `steps of ${one.id} ${humanDuration(one.seconds)}`), `steps about the whole ${humanDuration(whole)}`].join(', ')}.`,
    `The longest is step ${longest.n} (${code(longest.uses)}), ${humanDuration(longest.seconds)}${last === null ? '' : `; ${prose(last)} was released last`}.`,
    `Restoring the stores side by side could save at most ${humanDuration(least)}, and only where no step of one needs what another brought back.`,
  ].join(' ');
}

function lastReleased({ stores }: RunSummary): string | null {
  const released = stores.flatMap(({ id, timeline: { T5 } }) => (T5 === null ? [] : [{ id, T5 }]));
  return released.length < stores.length ? null : (released.reduce((a, b) => (b.T5 > a.T5 ? b : a)).id);
}

/** Side by side, only the longest chain counts: who wants to be faster has to shorten that one. */
function ofLanes({ steps }: RunMeasurement, { steps: path, seconds, inOrderSeconds, whatIf }: CriticalPath): string {
  const named = (n: number): string => {
    const step = steps.find((one) => one.n === n);
    return step === undefined ? String(n) : `${n} ${prose(step.title)} (${humanDuration(step.seconds)})`;
  };
  const long = path.filter((n) => (steps.find((one) => one.n === n)?.seconds ?? 0) >= seconds * WORTH_NAMING);
  return [
    `The stores came back side by side in ${humanDuration(seconds)}; one after the other the same steps take ${humanDuration(inOrderSeconds)}.`,
    `What decided it: steps ${path.join(', ')}; most of it ${long.map(named).join('; ')}.`,
    whatIf === null ? 'No single step would shorten it by being faster.' : `Were step ${whatIf.n} twice as fast, it would be ${humanDuration(whatIf.savesSeconds)} shorter; nothing else saves more.`,
  ].join(' ');
}

/** Share of the whole from which a step of the path is named. */
const WORTH_NAMING = 0.05;
