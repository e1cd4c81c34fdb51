import { usageError } from '#kit/redrill-error';

/** A window in time, UTC: `from` belongs to it, `to` does not. */
export interface Period {
  readonly text: string;
  readonly from: string;
  readonly to: string;
}

/** Reads `2026`, `2026Q4` (or `2026-Q4`) and `2026-11`. Throws `history.period` for anything else. */
export function periodOf(text: string): Period {
  const match = /^(\d{4})(?:-?Q([1-4])|-(0[1-9]|1[0-2]))?$/i.exec(text);
  if (!match) throw usageError('history.period', `--period ${text}: expected a year, a quarter or a month, such as 2026, 2026Q4 or 2026-11`);
  const year = Number(match[1]);
  const [first, months] = match[2] !== undefined ? [(Number(match[2]) - 1) * 3, 3] : match[3] !== undefined ? [Number(match[3]) - 1, 1] : [0, 12];
  return { text, from: monthStart(year, first), to: monthStart(year, first + months) };
}

function monthStart(year: number, month: number): string {
  return `${String(year + Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}-01T00:00:00Z`;
}
