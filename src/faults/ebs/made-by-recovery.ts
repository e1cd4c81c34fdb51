import { z } from 'zod';
import type { BegunEffect } from '#contract/modules';

/** `made`: a volume of a new id; `taken-out`: the lost one, back from the Recycle Bin under its own. */
const MADE = /^4-recover\/.+\/(?:made|taken-out)(?:#step-\d+)?$/;
const resultSchema = z.object({ volume: z.string() });

/** The volumes that a restore step of this run made or brought back, as the journal says. */
export function madeByRecovery(effects: readonly BegunEffect[]): ReadonlySet<string> {
  return new Set(effects.flatMap(({ id, result }) => {
    const volume = MADE.test(id) ? resultSchema.safeParse(result).data?.volume : undefined;
    return volume === undefined ? [] : [volume];
  }));
}
