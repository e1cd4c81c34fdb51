import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { LoadSecond } from '#contract/reporting';
import type { LoadReading } from '#contract/user-service';
import { sha256File } from '#kit/digest';
import { ndjsonLines } from '#kit/ndjson-lines';

/** What a load saw second by second; null where there is no series, or another one than the record was closed with. */
export async function readLoadSeries(folder: string, { series, seriesSha256 }: LoadReading): Promise<readonly LoadSecond[] | null> {
  if (series === null || seriesSha256 === undefined) return null;
  const file = join(folder, series);
  if (!existsSync(file) || (await sha256File(file)) !== seriesSha256) return null;
  const seconds: LoadSecond[] = [];
  for await (const line of ndjsonLines(file)) if ('value' in line) seconds.push(line.value as unknown as LoadSecond);
  return seconds;
}
