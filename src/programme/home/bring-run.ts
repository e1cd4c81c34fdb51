import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeFileAtomic } from '#evidence/write-file-atomic';
import { makeFolder } from '#kit/make-folder';
import { RedrillError } from '#kit/redrill-error';
import type { HomeBucket } from './home-bucket.ts';

const RUN = /^\d{4,}-[a-z0-9-]+$/;
const PART = /^\w[\w.-]*$/;
/** Without it a folder holds no run; written last, so that a transfer that was cut off begins again. */
const RECORD = 'events.ndjson';

/**
 * Brings the whole folder of one run (number or id; the newest where none is named) from the home, so that a machine that did not drill can render and
 * bundle it. A run whose record lies here already is left as it is. Throws RedrillError `home.strange-key` for a name that no run leaves.
 */
export async function bringRun(bucket: HomeBucket, results: string, asked: string | undefined): Promise<void> {
  const keys = [...(await bucket.list()).keys()];
  const id = chosen(keys, asked);
  if (id === null || existsSync(join(results, id, RECORD))) return;
  const own = keys.filter((key) => key.startsWith(`${id}/`));
  const strange = own.find((key) => key.split('/').some((part) => !PART.test(part)));
  if (strange !== undefined) throw new RedrillError('home.strange-key', `${bucket.place}/${id}: the name ${JSON.stringify(strange)} is none that a run leaves; nothing was fetched. Somebody else writes there: choose another home, or take that object away.`, { exitCode: 70 });
  for (const key of own.toSorted((a, b) => Number(a.endsWith(`/${RECORD}`)) - Number(b.endsWith(`/${RECORD}`)))) {
    const bytes = await bucket.bytes(key);
    if (bytes === null) continue;
    makeFolder(dirname(join(results, key)));
    await writeFileAtomic(join(results, key), bytes);
  }
}

function chosen(keys: readonly string[], asked: string | undefined): string | null {
  const ids = [...new Set(keys.map((key) => key.split('/')[0] ?? ''))].filter((id) => RUN.test(id)).toSorted((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
  if (asked === undefined) return ids.at(-1) ?? null;
  return ids.find((id) => id === asked || (/^\d+$/.test(asked) && Number.parseInt(id, 10) === Number(asked))) ?? null;
}
