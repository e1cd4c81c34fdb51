import { z } from 'zod';

const common = {
  as: z.string().regex(/^[a-z][\w-]*$/i, 'a name of letters, digits, _ and - that begins with a letter; later steps write $name.field').optional(),
  release: z.boolean().optional(),
  lane: z.string().regex(/^[a-z][a-z0-9-]*$/, 'a name in lower case, such as database').optional(),
  after: z.array(z.string().min(1)).min(1).optional(),
};
const duration = z.string().regex(/^P(?!$)(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$/, 'an ISO 8601 duration such as PT10M');
const args = z.record(z.string(), z.unknown()).optional();

/** `uses: manual`: who does it, how long it is expected to take, how it is confirmed. */
export const manualFence = z.strictObject({ uses: z.literal('manual'), role: z.string().min(1), expected: duration, confirm: z.string().min(1), with: args, ...common });

/** `uses: shell`: resume can repeat it only when it can look (`probe`) or when repeating does no harm (`idempotent`). */
export const shellFence = z.strictObject({ uses: z.literal('shell'), run: z.string().min(1), probe: z.string().min(1).optional(), idempotent: z.boolean().optional(), with: args, ...common });

/** `uses: check` with the probe's id under `with.probe`. */
export const checkFence = z.strictObject({ uses: z.literal('check'), with: z.looseObject({ probe: z.string().min(1) }), ...common });

/** Any step module's id, such as `s3.copy-back`. */
export const moduleFence = z.strictObject({ uses: z.string().min(1), with: args, ...common });
