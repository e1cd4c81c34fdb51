import type { BeaconLine } from '#contract/events';
import { RedrillError } from '#kit/redrill-error';

/** The lines of a beacon ledger in memory; a torn last line is passed over, a bad line before it throws `record.broken`. */
export function parseBeacons(bytes: Buffer, file: string): readonly BeaconLine[] {
  const whole = bytes.toString('utf8').split('\n').slice(0, -1);
  const lines: BeaconLine[] = [];
  for (const [index, text] of whole.entries()) {
    const line = parseBeacon(text);
    if (line) lines.push(line);
    else if (index < whole.length - 1) throw new RedrillError('record.broken', `${file} is broken at line ${index + 1}: it is no beacon line, and lines follow it.`, { exitCode: 70 });
  }
  return lines;
}

/** One line of a ledger; null for anything else. */
export function parseBeacon(line: string): BeaconLine | null {
  try {
    const value = JSON.parse(line) as Partial<BeaconLine> | null;
    return value && typeof value.series === 'string' && Number.isSafeInteger(value.seq) && typeof value.at === 'string' && (value.kind === 'sent' || value.kind === 'acked' || value.kind === 'failed') ? (value as BeaconLine) : null;
  } catch {
    // A torn line: the caller tells a torn tail from a broken ledger.
    return null;
  }
}
