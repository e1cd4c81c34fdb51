import { hash } from 'node:crypto';
import type { LedgerEntry } from './ledger.ts';

/** `prev` of the first line of a ledger. */
export const GENESIS = '0'.repeat(64);

/** Lines of a ledger with their own hashes; `brokenLine` is the first one that does not follow the one before it. */
export interface ParsedLedger {
  readonly entries: readonly LedgerEntry[];
  /** SHA-256 of each line: what the next one names, and what an anchor holds. */
  readonly heads: readonly string[];
  readonly brokenLine: number | null;
}

/** Reads ledger lines and checks every link; for the results folder and for the part of it in a bundle. */
export function parseLedger(lines: readonly string[]): ParsedLedger {
  const entries: LedgerEntry[] = [];
  const heads: string[] = [];
  for (const line of lines) {
    const entry = parseEntry(line);
    if (!entry || entry.prev !== (heads.at(-1) ?? GENESIS) || entry.seq !== entries.length + 1) return { entries, heads, brokenLine: entries.length + 1 };
    entries.push(entry);
    heads.push(hash('sha256', line, 'hex'));
  }
  return { entries, heads, brokenLine: null };
}

function parseEntry(line: string): LedgerEntry | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && 'number' in value && 'prev' in value ? (value as LedgerEntry) : null;
  } catch {
    // Reported as a broken ledger by the caller, with its line.
    return null;
  }
}
