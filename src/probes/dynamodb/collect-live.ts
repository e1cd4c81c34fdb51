import { join } from 'node:path';
import type { Binding, DrillContext } from '#contract/modules';
import { groupOf } from './buckets.ts';
import { lineOf } from './saved-item.ts';
import { scanContent } from './scan-content.ts';
import { Spill } from './spill.ts';

export interface Wanted {
  readonly buckets: ReadonlySet<number>;
  /** The attribute by which items expired when the manifest was taken: a restored table may have forgotten it. */
  readonly timeToLive: string | null;
}

/** The items that are there now in some buckets, by a second scan; none is needed where no bucket is wanted. Close the spill when done. */
export async function collectLive(context: DrillContext, binding: Pick<Binding, 'store' | 'resource' | 'region'>, { buckets, timeToLive }: Wanted): Promise<Spill> {
  const spill = new Spill(join(context.run.folder, `manifests/${binding.store}.found`));
  if (buckets.size === 0) return spill;
  try {
    await scanContent(context, binding, { timeToLive, each: (item) => {
      if (buckets.has(item.bucket)) spill.add(groupOf(item.bucket), `${item.bucket} ${lineOf(item.saved())}`);
    } });
    return spill;
  } catch (error) {
    spill.close();
    throw error;
  }
}
