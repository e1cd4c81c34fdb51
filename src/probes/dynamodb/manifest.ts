import { join } from 'node:path';
import type { Binding, DrillContext, ManifestInfo } from '#contract/modules';
import { readTableSettings } from '#stores/dynamodb/read-table-settings';
import { bucketsOf, GROUPS, groupOf } from './buckets.ts';
import { writeManifest } from './manifest-file.ts';
import type { ManifestWriter } from './manifest-file.ts';
import { lineOf, parseLine } from './saved-item.ts';
import type { SavedItem } from './saved-item.ts';
import { keyAttributes, scanContent } from './scan-content.ts';
import { Spill } from './spill.ts';

/** Writes the digest of every item by its key, in buckets, as a strongly consistent scan finds them. */
export async function takeManifest(context: DrillContext, binding: Binding): Promise<ManifestInfo> {
  // Before the scan: a write that is later than this and yet found is told by the ledger; the other way round it would be lost.
  const frozenAt = context.clock.nowIso();
  const { table, settings } = await readTableSettings(context.targets.access('drill-observer', binding.region), binding.resource);
  const timeToLive = settings.TimeToLiveSpecification?.AttributeName ?? null;
  const file = `manifests/${binding.store}.ndjson`;
  const spill = new Spill(join(context.run.folder, `manifests/${binding.store}.parts`));
  const out = writeManifest(join(context.run.folder, file), { key: keyAttributes(table), timeToLive });
  let [rows, bytes] = [0, 0];
  try {
    const complete = await scanContent(context, binding, { timeToLive, each: (item) => {
      rows += 1;
      bytes += item.sizeBytes;
      spill.add(groupOf(item.bucket), `${item.bucket} ${lineOf(item.saved())}`);
    } });
    for (let group = 0; group < GROUPS; group += 1) writeGroup(out, group, itemsByBucket(spill.lines(group)));
    return { file, sha256: out.close(), rows, bytes, frozenAt, complete };
  } catch (error) {
    out.abandon();
    throw error;
  } finally {
    spill.close();
  }
}

function writeGroup(out: ManifestWriter, group: number, items: ReadonlyMap<number, readonly SavedItem[]>): void {
  for (const bucket of bucketsOf(group)) {
    const own = items.get(bucket);
    if (own !== undefined) out.bucket(bucket, own);
  }
}

/** Lines of a spill, each a bucket and an item, by bucket. */
export function itemsByBucket(lines: readonly string[]): ReadonlyMap<number, readonly SavedItem[]> {
  const found = new Map<number, SavedItem[]>();
  for (const line of lines) {
    const at = line.indexOf(' ');
    const bucket = Number(line.slice(0, at));
    const own = found.get(bucket) ?? [];
    found.set(bucket, own);
    own.push(parseLine(line.slice(at + 1)));
  }
  return found;
}
