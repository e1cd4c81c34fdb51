import type { Reach } from '../regions/is-cut.ts';

/** Header with which processes of the platform say in which region they run. */
const INSIDE = 'x-redrill-inside';

/** Where a caller says it is; null: outside of all regions. */
export function insideOf(headers: Readonly<Record<string, string>>): Reach['from'] {
  const region = headers[INSIDE];
  return region === undefined ? null : { region, as: 'client' };
}
