import { policyProblem, type PolicyUse } from '../../authorise/validate-policy.ts';
import { errors } from './errors.ts';
import { need, type Input } from './input.ts';

/** Largest documents in characters without white space (IAM quotas). */
export const MOST_CHARACTERS = { managed: 6144, user: 2048, role: 10_240, trust: 2048 } as const;

/** The policy of a request: one that can be evaluated here, of a size that IAM takes. Throws MalformedPolicyDocument, LimitExceeded. */
export function documentOf(input: Input, { member, use, most }: { readonly member: string; readonly use: PolicyUse; readonly most: number }): string {
  const document = need(input, member);
  const problem = policyProblem(document, use);
  if (problem !== null) throw errors.malformedPolicy(problem);
  requireSize([document], most);
  return document;
}

/** Inline policies count together. */
export function requireSize(documents: readonly string[], most: number): void {
  const size = documents.reduce((sum, one) => sum + one.replace(/\s/g, '').length, 0);
  if (size > most) throw errors.limit(`Maximum policy size of ${most} bytes exceeded`);
}
