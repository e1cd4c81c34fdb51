import type { PlanFact, PlanRule, StoreFact } from './facts.ts';
import type { Known } from './known.ts';

/** The rules of plans that take a store from their next run on. */
export function takenBy(known: Known, { arn }: Pick<StoreFact, 'arn'>): readonly { readonly plan: PlanFact; readonly rule: PlanRule }[] {
  return known.of('plan').filter(({ selections }) => arn !== null && selections.some(({ takes }) => takes.includes(arn))).flatMap((plan) => plan.rules.map((rule) => ({ plan, rule })));
}
