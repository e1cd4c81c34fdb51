import { join } from 'node:path';
import type { IntegrityReading } from '#contract/events';
import type { Binding, CompareInput, ContentProbe, DrillContext, ManifestInfo } from '#contract/modules';
import { isoMicros, microsOf } from '#kit/time';
import { BLOCK_BYTES, type BlockDigests } from '#stores/ebs/block-geometry';
import { describeVolume, isGone } from '#stores/ebs/describe-volume';
import { volumeContent } from '#stores/ebs/volume-digests';
import { mustHaveHeader, usersBlocks, type VolumeLayout } from '#stores/ebs/volume-layout';
import { rowKind, type RowContent } from '../rds/row-content.ts';
import { IntegrityTally } from '../tally.ts';
import { blockWritesSince } from './block-writes.ts';
import { compareBlocks } from './compare-blocks.ts';
import { negativeControl } from './content-control.ts';
import { openManifest, writeManifest } from './manifest-file.ts';

/** The content of a volume: what each block should hold at R, and what it really holds. */
export const ebsContent: ContentProbe = { service: 'ebs', takeManifest, compare, negativeControl };

const METHOD = 'a snapshot of the moment is read block by block through the EBS direct APIs; SHA-256 of each block of 512 KiB, checked against the checksum that EBS sends with it, is compared with the block at R. A block of zeros counts as absent';
const CANNOT_SEE = "redrill's own blocks (canary and marks, which are read as beacons); which part of a block differs; writes that the platform did not note; what the instance still held in memory";

async function takeManifest(context: DrillContext, binding: Binding): Promise<ManifestInfo> {
  const { digests, layout, at } = await volumeContent(context, binding);
  const known = mustHaveHeader(layout, binding.resource);
  const users = usersBlocks(digests, known);
  const file = join('manifests', `${binding.store}.ndjson`);
  const sha256 = await writeManifest(join(context.run.folder, file), { layout: known, digests: users });
  return { file, sha256, rows: users.size, bytes: users.size * BLOCK_BYTES, frozenAt: at ?? context.clock.nowIso(), complete: true };
}

async function compare(context: DrillContext, input: CompareInput): Promise<IntegrityReading> {
  const { layout, digests } = await openManifest(context.run.folder, input.manifest.file, input.manifest.sha256);
  const live = await liveBlocks(context, input.binding, layout);
  // Read after the snapshot was taken: what the platform writes from now on is not in it.
  const writes = await blockWritesSince(input);
  const tally = new IntegrityTally<RowContent>(rowKind);
  compareBlocks({ saved: digests, live, writes, moments: { rMicros: microsOf(input.r), struckMicros: microsOf(input.struckAt) }, tally });
  return readingOf(tally, isoMicros(microsOf(input.r)));
}

/** No volume is no error: then everything that was expected is missing, which is the truth. The places of the manifest count, whatever the volume says of itself. */
async function liveBlocks(context: DrillContext, binding: Binding, layout: VolumeLayout): Promise<BlockDigests> {
  const volume = await describeVolume(context.targets.access('drill-observer', binding.region), binding.resource);
  return isGone(volume) ? new Map() : usersBlocks((await volumeContent(context, binding)).digests, layout);
}

function readingOf(tally: IntegrityTally<RowContent>, comparedAt: string): IntegrityReading {
  const { expected, recovered, missing, unexpected, different, lostWrites, bytes, samples, unchanged } = tally;
  return { method: METHOD, strength: 'full-hash', comparedAt, expected, recovered, missing, unexpected, different, lostWrites, bytes, frozenShare: expected === 0 ? null : unchanged / expected, samples, complete: true, cannotSee: CANNOT_SEE };
}
