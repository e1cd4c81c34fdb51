import type { ReportInput } from '#contract/reporting';
import type { RunSummary } from '#contract/run-summary';
import { beaconChart } from './beacon-chart.ts';
import type { Chart } from './chart.ts';
import { loadChart } from './load-chart.ts';
import { rpaChart } from './rpa-chart.ts';
import { rtaChart } from './rta-chart.ts';
import { timelineChart } from './timeline-chart.ts';
import { trendChart } from './trend-chart.ts';

/** Every chart and the section that it belongs to; one line per chart. */
export const CHARTS: readonly { readonly section: string; readonly draw: (input: ReportInput, summary: RunSummary) => Chart }[] = [
  { section: 'Timeline', draw: timelineChart },
  { section: 'Recovery time and its parts', draw: rtaChart },
  { section: 'Recovery time and its parts', draw: trendChart },
  { section: 'Beacons', draw: rpaChart },
  { section: 'Beacons', draw: beaconChart },
  { section: 'Service', draw: loadChart },
];
