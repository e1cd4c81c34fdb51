import type { Objectives } from '#contract/events';
import type { StoreSummary, SummaryNumber } from '#contract/run-summary';
import { humanDuration } from '#kit/durations';
import { isRehearsal } from '../words.ts';
import type { ReadingKind } from './observations.ts';
import type { Sheet } from './sheet.ts';

/** One objective of the drill under CP-4, and what the run says of it. */
export interface DrillObjective {
  /** Unique in the document; `cp-4` is the control that asks for the test. */
  readonly id: string;
  readonly store: string;
  readonly title: string;
  readonly text: string;
  /** The readings it is judged by. */
  readonly rests: readonly ReadingKind[];
  /** Null: the run shows neither; `why` says what is in the way. */
  readonly state: 'satisfied' | 'not-satisfied' | null;
  readonly why: string;
}

type Outcome = Pick<DrillObjective, 'state' | 'why'>;

/** Every target of every store, whole content and settings, each with what the run shows. What is not shown, and what a rehearsal could only confirm, has no state. */
export function drillObjectives(sheet: Sheet): readonly DrillObjective[] {
  const { input, summary } = sheet;
  if (!input.measurement.reachedFault) return [];
  return summary.stores.flatMap((store, index) => {
    const of = (kind: string, rests: readonly ReadingKind[], [title, text]: readonly [string, string], outcome: Outcome): DrillObjective => ({ id: `cp-4_redrill.${kind}`, store: store.id, title: `${title}: ${store.id}`, text, rests, ...heldBack(sheet, store, outcome) });
    const sets = input.started.objectives.flatMap((set, n) => [
      of(`rto-${index + 1}-${n + 1}`, ['rta'], [`Recovery time objective (${set.source})`, `${store.id} is recovered within ${humanDuration(set.rtoSeconds)} (${set.source}).`], timeOutcome(store, set)),
      of(`rpo-${index + 1}-${n + 1}`, ['rpa', 'worst'], [`Recovery point objective (${set.source})`, `Not more than ${humanDuration(set.rpoSeconds)} of acknowledged work in ${store.id} is lost, in this strike and at the worst moment of the window (${set.source}).`], lossOutcome(store, set)),
    ]);
    return [
      ...sets,
      of(`content-${index + 1}`, ['content'], ['Content', `What came back of ${store.id} is what was expected at the recovered point.`], contentOutcome(sheet, store)),
      of(`settings-${index + 1}`, ['posture'], ['Settings', `No security or resilience setting of ${store.id} is weaker than before.`], settingsOutcome(sheet, store)),
    ];
  });
}

/** A number can count against a target whatever it comes from; for one, only where it was restored from production's own points. */
function timeOutcome({ rta, verdict }: StoreSummary, { rtoSeconds }: Objectives): Outcome {
  if (rta.seconds === null) return verdict === 'fail-not-recovered' ? { state: 'not-satisfied', why: 'it was not recovered' } : { state: null, why: notMeasured(rta) };
  if (rta.seconds > rtoSeconds) return { state: 'not-satisfied', why: `measured ${humanDuration(rta.seconds)}, ${humanDuration(rta.seconds - rtoSeconds)} over` };
  return ofProduction([rta], `measured ${humanDuration(rta.seconds)}`);
}

/** Judged by the worse of the two, so that luck does not pass. */
function lossOutcome({ rpa, rpaWorst }: StoreSummary, { rpoSeconds }: Objectives): Outcome {
  const over = [rpa, rpaWorst].map(({ seconds }) => seconds ?? -1).find((seconds) => seconds > rpoSeconds);
  if (over !== undefined) return { state: 'not-satisfied', why: `measured ${humanDuration(over)}, ${humanDuration(over - rpoSeconds)} over` };
  const gap = [rpa, rpaWorst].find(({ seconds }) => seconds === null);
  return gap === undefined ? ofProduction([rpa, rpaWorst], `measured ${humanDuration(Math.max(rpa.seconds ?? 0, rpaWorst.seconds ?? 0))} at worst`) : { state: null, why: notMeasured(gap) };
}

function ofProduction(numbers: readonly SummaryNumber[], why: string): Outcome {
  const other = numbers.find((number) => number.class !== 'aws-production-points');
  return other === undefined ? { state: 'satisfied', why } : { state: null, why: `${why}, within the target; a number of class ${other.class ?? 'unknown'} cannot confirm it for production` };
}

function contentOutcome({ summary }: Sheet, { integrity }: StoreSummary): Outcome {
  if (integrity === null) return { state: null, why: 'the content was not read' };
  const wrong = integrity.missing + integrity.unexpected + integrity.different;
  if (wrong > 0) return { state: 'not-satisfied', why: `${integrity.missing} missing, ${integrity.unexpected} unexpected, ${integrity.different} different` };
  const whole = integrity.complete && integrity.expected > 0 && integrity.recovered >= integrity.expected && integrity.strength !== 'none' && integrity.strength !== 'count';
  return whole ? inAccount(summary, `all ${integrity.expected} compared (${integrity.strength})`) : { state: null, why: 'the content was not compared to the end' };
}

function settingsOutcome({ summary }: Sheet, { posture }: StoreSummary): Outcome {
  if (posture === null || posture.checked === 0) return { state: null, why: 'the settings were not read' };
  return posture.drifted.length > 0 ? { state: 'not-satisfied', why: `drifted: ${posture.drifted.map(({ key }) => key).join(', ')}` } : inAccount(summary, `all ${posture.checked} compared`);
}

function inAccount({ target }: Sheet['summary'], why: string): Outcome {
  return { state: 'satisfied', why: `${why}; said of account ${target.accounts['platform'] ?? 'unknown'} alone` };
}

/** What may not be said for an objective whatever its numbers are. */
function heldBack({ summary }: Sheet, store: StoreSummary, outcome: Outcome): Outcome {
  if (summary.run.mutation !== null) return { state: null, why: 'the run was sabotaged on purpose' };
  if (summary.verdict === 'inconclusive') return { state: null, why: 'the run is inconclusive' };
  if (outcome.state !== 'satisfied') return outcome;
  if (isRehearsal(summary)) return { state: null, why: `${outcome.why}; a rehearsal may refute an objective and never confirms one` };
  return store.verdict === 'pass' || store.verdict === 'fail-objective' ? outcome : { state: null, why: `${outcome.why}; the store ended ${store.verdict}` };
}

function notMeasured({ why }: SummaryNumber): string {
  return `not measured: ${why ?? 'no reason recorded'}`;
}
