import type { PolicyDocument } from './facts.ts';

/** Whether a resource policy allows some action to everybody. A statement with a condition is narrower than it looks, and is left to people. */
export function openTo(policy: PolicyDocument | null, actions: RegExp): 'everybody' | 'named' {
  const open = (policy?.Statement ?? []).some((statement) => statement['Effect'] === 'Allow' && statement['Condition'] === undefined && everybody(statement['Principal']) && list(statement['Action']).some((action) => actions.test(action)));
  return open ? 'everybody' : 'named';
}

function everybody(principal: unknown): boolean {
  if (principal === '*') return true;
  return typeof principal === 'object' && principal !== null && list((principal as Record<string, unknown>)['AWS']).includes('*');
}

/** IAM writes one element without a list. */
export function list(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : value === undefined ? [] : [value]).map(String);
}
