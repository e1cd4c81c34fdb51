import type { CarriedOut } from './carry-out.ts';
import type { PreparedScenario } from './prepared-scenario.ts';

/** A drill that was asked for and not begun. */
export interface NotRun {
  readonly scenario: string;
  readonly variant: string | null;
  readonly mutation: string | null;
  readonly why: string;
}

/** Why the next drill of a series must not begin, so that none is measured on what another one left behind; null when it may. `before` is the drill before it in the same account. */
export function seriesEnds(stop: AbortSignal, before: CarriedOut | undefined): string | null {
  if (before?.putBackOk === false) return `${before.run.id} could not be put back, and the next drill would be measured on what it left`;
  if (before != null && before.lost !== null) return `${before.run.id} was left: ${before.lost}`;
  return stop.aborted ? `stopped by ${String(stop.reason)}` : null;
}

/** Those that a series did not come to. */
export function notRun(rest: readonly Pick<PreparedScenario, 'scenario' | 'variant' | 'mutation'>[], why: string): readonly NotRun[] {
  return rest.map(({ scenario, variant, mutation }) => ({ scenario: scenario.id, variant, mutation, why }));
}

/** As a person would ask for it. */
export function nameOfNotRun({ scenario, variant, mutation }: NotRun): string {
  return `${scenario}${variant === null ? '' : ` --variant ${variant}`}${mutation === null ? '' : ` --mutate ${mutation}`}`;
}
