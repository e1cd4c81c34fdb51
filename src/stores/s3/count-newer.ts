import type { PlanCopyInput } from './plan-copy.ts';
import { planCopy } from './plan-copy.ts';
import { sameBytes } from './same-bytes.ts';
import { aliveNow } from './version-history.ts';

/** How many objects a copy left alone because a user had written another version of them by then. */
export async function countNewer(input: Omit<PlanCopyInput, 'wants'>): Promise<number> {
  let count = 0;
  const wants: PlanCopyInput['wants'] = (copy, target) => target !== null && aliveNow(target) !== null && !target.versions.some((version) => !version.marker && sameBytes(version, copy));
  for await (const _ of planCopy({ ...input, wants })) count += 1;
  return count;
}
