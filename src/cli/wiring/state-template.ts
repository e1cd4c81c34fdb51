import { cp } from 'node:fs/promises';
import { openSession, type SessionInput } from './sandbox-session.ts';
import { takeDown } from './take-down.ts';

/** Seeds an account in a state folder and stops it: a template for several drills that each need a fresh one. */
export async function seedTemplate(input: SessionInput): Promise<void> {
  const session = await openSession(input);
  await session.close();
  await takeDown(input.state, { deleteState: false });
}

/** A copy of a stopped account's state folder; content-addressed bytes share blocks where the file system can. */
export async function copyState(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true, mode: 2 });
}
