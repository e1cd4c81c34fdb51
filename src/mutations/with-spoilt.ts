import type { StepResult } from '#contract/modules';

/** The result of a sabotaged step together with what was sabotaged, by the names that the comparison of content uses: only what names one of them has seen it. */
export function withSpoilt(result: StepResult, spoilt: readonly string[] | void): StepResult {
  return spoilt === undefined ? result : { ...result, spoilt };
}
