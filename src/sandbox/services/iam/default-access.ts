import { ADMINISTRATOR_ACCESS } from './aws-managed.ts';
import type { Principal } from './model.ts';

interface DefaultAccess {
  /** ARNs of managed policies. */
  readonly attached: readonly string[];
  readonly inline: { readonly name: string; readonly document: string } | null;
}

/** What a default user or role may do. */
export function defaultAccess(_principal: Pick<Principal, 'account' | 'name'>): DefaultAccess {
  return { attached: [ADMINISTRATOR_ACCESS], inline: null };
}
