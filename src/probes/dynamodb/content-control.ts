import { isAbsolute, join } from 'node:path';
import type { Binding, DrillContext, ManifestInfo } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { rowKind } from '../rds/row-content.ts';
import type { RowContent } from '../rds/row-content.ts';
import { IntegrityTally } from '../tally.ts';
import { groupOf } from './buckets.ts';
import { collectLive } from './collect-live.ts';
import { compareBucket } from './compare-bucket.ts';
import { differing, liveSums } from './live-sums.ts';
import { itemsByBucket } from './manifest.ts';
import { openManifest, savedItems } from './manifest-file.ts';
import type { Manifest } from './manifest-file.ts';
import type { SavedItem } from './saved-item.ts';

const AT_THE_END = { rMicros: Number.MAX_SAFE_INTEGER, struckMicros: Number.MAX_SAFE_INTEGER, nowMicros: 0, timeToLive: false };

interface Control {
  readonly saidYes: boolean;
  readonly detail: string;
}

/**
 * The same comparison on expectations known to be wrong: a bucket whose items add up to something else, and one with an item too many, one
 * digest flipped and one item left out. All must be seen.
 */
export async function negativeControl(context: DrillContext, binding: Binding, info: ManifestInfo): Promise<Control> {
  const manifest = await openManifest(isAbsolute(info.file) ? info.file : join(context.run.folder, info.file), info.sha256);
  const chosen = fullest(manifest);
  if (chosen === null) return { saidYes: false, detail: 'the table is empty: there is no item that an expectation could be wrong about' };
  const sumSeen = differing(withOtherSum(manifest, chosen), await liveSums(context, binding)).has(chosen);
  const live = await liveItems(context, binding, { manifest, bucket: chosen });
  if (live.length === 0) throw new RedrillError('control.not-shown', `bucket ${chosen} of ${binding.resource} is empty by now: the comparison could not be shown input known to be bad`, { actor: 'platform' });
  const saved = savedItems(manifest, chosen);
  const tally = new IntegrityTally<RowContent>(rowKind);
  compareBucket({ saved: spoiled(saved), live, writes: new Map() }, AT_THE_END, tally);
  const noticed = sumSeen && tally.missing > 0 && tally.different > 0 && (saved.length < 2 || tally.unexpected > 0);
  return { saidYes: !noticed, detail: `that the items of one bucket add up to something else it ${sumSeen ? 'noticed' : 'did not notice'}; of an expectation with an item too many and one digest flipped over ${saved.length} items${saved.length < 2 ? '' : ', one of them left out'}, it reported ${tally.missing} missing, ${tally.different} different and ${tally.unexpected} unexpected` };
}

function fullest({ buckets }: Manifest): number | null {
  return [...buckets].sort(([, a], [, b]) => b.items - a.items)[0]?.[0] ?? null;
}

function withOtherSum({ buckets }: Manifest, bucket: number): Manifest['buckets'] {
  const saved = buckets.get(bucket);
  return saved === undefined ? buckets : new Map([...buckets, [bucket, { ...saved, sum: saved.sum.slice(0, -1) + (saved.sum.endsWith('0') ? '1' : '0') }]]);
}

async function liveItems(context: DrillContext, binding: Binding, { manifest, bucket }: { readonly manifest: Manifest; readonly bucket: number }): Promise<readonly SavedItem[]> {
  const spill = await collectLive(context, binding, { buckets: new Set([bucket]), timeToLive: manifest.timeToLive });
  try {
    return itemsByBucket(spill.lines(groupOf(bucket))).get(bucket) ?? [];
  } finally {
    spill.close();
  }
}

/** The first item flipped, the second left out, and one at the end that nobody ever wrote. */
function spoiled(items: readonly SavedItem[]): readonly SavedItem[] {
  const flipped = items.filter((_, i) => i !== 1).map((item, i) => (i === 0 ? { ...item, sha256: (item.sha256.startsWith('0') ? '1' : '0') + item.sha256.slice(1) } : item));
  return [...flipped, { name: 'redrill-negative-control', sha256: '0'.repeat(64), sizeBytes: 1, expires: null }];
}
