import { closeSync, writeSync } from 'node:fs';

/** What a starting sandbox tells its starter, once. */
export type Announcement = { readonly ready: true } | { readonly ready: false; readonly code: string; readonly message: string };

const FD = 3;

/** Writes the one line on file descriptor 3 and closes it; without a starter that listens nothing happens. */
export function announce(announcement: Announcement): void {
  try {
    writeSync(FD, `${JSON.stringify(announcement)}\n`);
    closeSync(FD);
  } catch {
    // started by hand without descriptor 3, or the starter is gone: the address file and the log say the same
    if (!announcement.ready) process.stderr.write(`${announcement.message}\n`);
  }
}

/** Reads an announcement; null when the process ended without one. */
export function readAnnouncement(text: string): Announcement | null {
  const line = text.split('\n')[0] ?? '';
  return line === '' ? null : (JSON.parse(line) as Announcement);
}
