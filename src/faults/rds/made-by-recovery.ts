import { z } from 'zod';
import type { BegunEffect } from '#contract/modules';

const MADE = /^4-recover\/.+\/made(?:#step-\d+)?$/;
const resultSchema = z.object({ resourceId: z.string() });

/** Whether the journal says that a restore step of this run made the instance of this resource id. */
export function madeByRecovery(effects: readonly BegunEffect[], resourceId: string): boolean {
  return effects.some(({ id, result }) => MADE.test(id) && resultSchema.safeParse(result).data?.resourceId === resourceId);
}
