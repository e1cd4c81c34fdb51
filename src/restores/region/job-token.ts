import type { DrillContext } from '#contract/modules';
import { sha256 } from '#kit/digest';

/**
 * An idempotency token as AWS takes it: the same after every resume of this drill, another one for every other step, store and drill. Tokens
 * live in the account, and run ids begin again in another results folder.
 */
export function jobToken({ run }: Pick<DrillContext, 'run'>, ...of: readonly string[]): string {
  return sha256(JSON.stringify([run.id, run.token ?? '', ...of])).slice(0, 32);
}
