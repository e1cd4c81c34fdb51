import { copyTree } from './copy-tree.ts';
import { openSession, type SessionInput } from './sandbox-session.ts';
import { takeDown } from './take-down.ts';

/** Seeds an account in a state folder and stops it: a template for several drills that each need a fresh one. */
export async function seedTemplate(input: SessionInput): Promise<void> {
  const session = await openSession(input);
  await session.close();
  await takeDown(input.state, { deleteState: false });
}

/** A copy of a stopped account's state folder, owners kept: database servers run as another user than root, and start only on files of their own. */
export async function copyState(from: string, to: string): Promise<void> {
  await copyTree(from, to);
}
