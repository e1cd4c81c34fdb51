import type { Statistic } from './alarm-rows.ts';
import type { StatisticSet } from './metric-rows.ts';

export const STATISTICS: readonly Statistic[] = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'];

/** One statistic of a period. */
export function statisticValue(statistic: Statistic, { count, sum, least, most }: StatisticSet): number {
  switch (statistic) {
    case 'SampleCount': return count;
    case 'Average': return sum / count;
    case 'Sum': return sum;
    case 'Minimum': return least;
    case 'Maximum': return most;
    default: return statistic satisfies never;
  }
}
