import { z } from 'zod';
import type { BegunEffect } from '#contract/modules';

const MADE = /^4-recover\/.+\/made(?:#step-\d+)?$/;
const resultSchema = z.object({ tableId: z.string() });

/** Whether the journal says that a restore step of this run made the table of this id. */
export function madeByRecovery(effects: readonly BegunEffect[], tableId: string): boolean {
  return effects.some(({ id, result }) => MADE.test(id) && resultSchema.safeParse(result).data?.tableId === tableId);
}
