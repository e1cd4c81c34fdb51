import type { RunStarted } from '#contract/events';
import { countsUntil } from '#kit/entry-rule';
import { microsOf } from '#kit/time';

/** Until when what a run showed counts by the programme that its config had: the next date of its scenario with its grace. Null where no programme names it. */
export function expiresAt(started: RunStarted): string | null {
  const { programme } = (started.config ?? {}) as { readonly programme?: unknown };
  const own = (Array.isArray(programme) ? (programme as readonly Entry[]) : []).filter((entry) => entry.scenarios?.includes(started.scenario) && entry.variants?.includes(started.variant ?? 'default'));
  const dates = own.flatMap((entry) => (entry.every === undefined || entry.grace === undefined ? [] : countsUntil(entry as CompleteEntry, started.realStartedAt) ?? []));
  return dates.toSorted((a, b) => microsOf(a) - microsOf(b))[0] ?? null;
}

type CompleteEntry = Parameters<typeof countsUntil>[0];
/** Records of older editions may lack any of it. */
type Entry = Partial<CompleteEntry> & { readonly scenarios?: readonly string[]; readonly variants?: readonly string[] };
