import type { Decision } from './decide.ts';

/** Why a call was denied, as AWS ends the sentence (IAM User Guide, "Troubleshoot access denied error messages"). */
export function deniedBecause({ explicit, by }: Exclude<Decision, { readonly allowed: true }>, action: string): string {
  if (!explicit) return `because no ${by} allows the ${action} action`;
  return `with an explicit deny in ${by === 'identity-based policy' ? 'an' : 'a'} ${by}`;
}
