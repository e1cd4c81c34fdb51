import { z } from 'zod';

/** What the platform's copy job writes into the backup bucket at its start and again at its end. */
const copyLogSchema = z.object({
  startedAt: z.string(),
  completedAt: z.string().nullable(),
  status: z.enum(['running', 'completed', 'failed']),
  objects: z.number().int().nonnegative(),
  bytes: z.number().int().nonnegative(),
  skipped: z.number().int().nonnegative(),
  deleted: z.number().int().nonnegative().default(0),
  trigger: z.enum(['schedule', 'manual']).default('schedule'),
  message: z.string().nullable().default(null),
});

export type CopyLog = z.output<typeof copyLogSchema>;

/** Logs of copies lie in the copy itself, below a prefix that no restore may bring back. */
export const COPY_LOG_PREFIX = '_copies/';

/** Reads one log entry; null when it is not one (torn, or somebody else's object). */
export function parseCopyLog(text: string): CopyLog | null {
  try {
    const parsed = copyLogSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    // Not JSON: reported as an unreadable entry by the caller; throwing would hide all the other copies.
    return null;
  }
}

/** The newest copy that had completed at or before a moment. */
export function newestCompleted(logs: readonly CopyLog[], beforeMicros: number, micros: (iso: string) => number): CopyLog | null {
  const usable = logs.filter((log) => log.status === 'completed' && log.completedAt !== null && micros(log.completedAt) <= beforeMicros);
  return usable.sort((a, b) => micros(a.startedAt) - micros(b.startedAt)).at(-1) ?? null;
}
