import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { RedrillError } from '#kit/redrill-error';

/**
 * Takes a state folder for this process. The lock is SQLite's own file lock, which the kernel gives back when the holder dies,
 * so a killed sandbox never leaves a lock behind. Throws when another sandbox holds it.
 */
export function takeStateLock(state: string): { release(): void } {
  const db = new DatabaseSync(join(state, 'lock.sqlite'), { timeout: 0 });
  try {
    db.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE');
  } catch (cause) {
    db.close();
    throw new RedrillError('sandbox.state-in-use', `the state folder ${state} is in use by another sandbox: stop it with "redrill sandbox down", or choose another folder with --state`, { cause });
  }
  return { release: () => { if (db.isOpen) db.close(); } };
}
