import type { Binding, DrillContext, ManifestInfo } from '#contract/modules';
import { ZERO_BLOCK_SHA256, type BlockDigests } from '#stores/ebs/block-geometry';
import { volumeContent } from '#stores/ebs/volume-digests';
import { usersBlocks } from '#stores/ebs/volume-layout';
import { rowKind, type RowContent } from '../rds/row-content.ts';
import { IntegrityTally } from '../tally.ts';
import { compareBlocks } from './compare-blocks.ts';
import { openManifest } from './manifest-file.ts';

const AT_THE_END = { rMicros: Number.MAX_SAFE_INTEGER, struckMicros: Number.MAX_SAFE_INTEGER };
const BEYOND = Number.MAX_SAFE_INTEGER;

/** The same comparison on an expectation known to be wrong: a block too many, one digest flipped and one block left out. All must be seen. */
export async function negativeControl(context: DrillContext, binding: Binding, info: ManifestInfo): Promise<{ readonly saidYes: boolean; readonly detail: string }> {
  const { layout, digests } = await openManifest(context.run.folder, info.file, info.sha256);
  const live = usersBlocks((await volumeContent(context, binding)).digests, layout);
  const tally = new IntegrityTally<RowContent>(rowKind);
  compareBlocks({ saved: spoiled(digests), live, writes: new Map(), moments: AT_THE_END, tally });
  const { missing, different, unexpected } = tally;
  const saidYes = missing === 0 || (digests.size > 0 && different === 0) || (digests.size > 1 && unexpected === 0);
  return { saidYes, detail: `of an expectation with one block too many, one digest flipped and one block left out over ${digests.size} blocks it reported ${missing} missing, ${different} different and ${unexpected} unexpected` };
}

function spoiled(digests: BlockDigests): BlockDigests {
  const [first, second] = digests.keys();
  const wrong = new Map(digests);
  if (first !== undefined) wrong.set(first, ZERO_BLOCK_SHA256);
  if (second !== undefined) wrong.delete(second);
  return wrong.set(BEYOND, ZERO_BLOCK_SHA256);
}
