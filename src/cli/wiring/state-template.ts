import { chown, cp, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
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
  if (process.getuid?.() === 0) await keepOwners(from, to);
}

/** Database servers run as another user than root, and start only on files of their own. */
async function keepOwners(from: string, to: string): Promise<void> {
  const { uid, gid } = await stat(from);
  if (uid !== 0) await chown(to, uid, gid);
  for (const entry of await readdir(from, { withFileTypes: true, recursive: true })) {
    const source = join(entry.parentPath, entry.name);
    const owner = await stat(source);
    if (owner.uid !== 0) await chown(join(to, source.slice(from.length)), owner.uid, owner.gid);
  }
}
