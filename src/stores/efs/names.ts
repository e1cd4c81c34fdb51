import { microsOf } from '#kit/time';

/**
 * Names of files are bytes. In memory and in manifests a path is a text with one character for each byte (latin1), so that no name is lost;
 * `keyOf` gives it the order of a walk, in which what lies in a folder follows the folder.
 */
export function pathBytes(root: string, path: string): Buffer {
  return path === '' ? Buffer.from(root) : Buffer.concat([Buffer.from(`${root}/`), Buffer.from(path, 'latin1')]);
}

/** No name holds a NUL, and it sorts before every other character. */
export function keyOf(path: string): string {
  return path.replaceAll('/', '\0');
}

/** A path as people and ledgers write it (UTF-8) in the form of walks. */
export function pathOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** A path as people read it: UTF-8 where its bytes are, other bytes as `\xNN`. */
export function shownPath(path: string): string {
  const bytes = Buffer.from(path, 'latin1');
  const text = bytes.toString('utf8');
  return Buffer.from(text, 'utf8').equals(bytes) ? text : path.replaceAll(/[^\x20-\x7e]/g, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** Everything redrill itself writes into a file system lies below this folder and is left out of manifests. */
export const REDRILL_FOLDER = '.redrill';

/** Folders that AWS Backup makes for what it restores, and for what it failed to restore. */
export const DATED_FOLDER = /^aws-backup-(?:failed-)?restore_\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z$/;

/** When such a folder was made, by its name (epoch microseconds); null for any other name. */
export function datedMicros(name: string): number | null {
  const [, day, hours, minutes, seconds, millis] = DATED_PARTS.exec(name) ?? [];
  return day === undefined ? null : microsOf(`${day}T${hours}:${minutes}:${seconds}.${millis}Z`);
}

const DATED_PARTS = /^aws-backup-(?:failed-)?restore_(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)-(\d{3})Z$/;
