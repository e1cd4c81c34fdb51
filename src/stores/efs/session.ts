import { z } from 'zod';

/** Name of the file that makes a folder a session: what belongs to it. */
export const SESSION_FILE = 'session.json';

const partSchema = z.object({ name: z.string().min(1), bytes: z.number().int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) });
const sessionSchema = z.object({ savedAt: z.string(), parts: z.array(partSchema).min(1) });

/** A saved session of an application: several files that only mean something together. */
export type Session = z.output<typeof sessionSchema>;

/** Reads a session file; null for anything else. */
export function parseSession(text: string): Session | null {
  try {
    return sessionSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    // what is no JSON is no session: the caller says which file
    return null;
  }
}
