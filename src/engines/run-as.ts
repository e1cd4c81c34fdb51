import { chownSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { usageError } from '#kit/redrill-error';

/** Who runs an engine's processes when we are root: nobody, by number, as the server needs no name. */
const NOBODY = 65_534;

export interface EngineUser {
  readonly uid: number;
  readonly gid: number;
}

/** The user that engines run as; null for our own, when that is not root. PostgreSQL refuses root. */
export function engineUser(): EngineUser | null {
  return process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : null;
}

/** Hands a file or folder to the user that engines run as. */
export function giveToEngine(path: string): void {
  const user = engineUser();
  if (user) chownSync(path, user.uid, user.gid);
}

/** Refuses a folder that the engines' user cannot reach, naming the folder above it that is closed (RedrillError engine.unreachable). */
export function refuseUnreachable(path: string, instead: string): void {
  const user = engineUser();
  const closed = user === null ? null : closedFolder(path, user);
  if (closed === null) return;
  throw usageError('engine.unreachable', `engines do not run as root, and user ${NOBODY} cannot enter ${closed}, which ${path} lies in: allow it with "chmod o+x ${closed}", or ${instead}`);
}

/** The first folder from the top that a user may not enter; null when the way is open. */
function closedFolder(path: string, user: EngineUser): string | null {
  const above = dirname(path) === path ? null : closedFolder(dirname(path), user);
  if (above !== null) return above;
  const { mode, uid, gid } = statSync(path);
  const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
  return (mode & bit) === 0 ? path : null;
}
