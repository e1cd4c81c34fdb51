import { crc32 } from 'node:zlib';
import { RedrillError } from '#kit/redrill-error';
import { BLOCK_BYTES, type BlockDigests } from './block-geometry.ts';
import type { BlockRange } from './list-blocks.ts';

/**
 * Where things lie on a volume: a header in the first block, a region of redrill's own (one block for the canary, the rest for marks),
 * then records of one size. `volume-layout.md` says why.
 */
export interface VolumeLayout {
  readonly format: 'redrill-volume-1';
  /** Whose content it is, whatever the volume's id. */
  readonly label: string;
  readonly recordBytes: number;
  /** Blocks. */
  readonly recordsFrom: number;
  /** How many records there are. */
  readonly records: number;
  /** Blocks. */
  readonly ownFrom: number;
  readonly ownBlocks: number;
}

export const HEADER_BYTES = 4096;
export const RECORD_BYTES = 4096;

const OWN_BLOCKS = 128;
const MIB = 1_048_576;

/** The layout of a volume of so many blocks that holds `contentMiB` of records, as far as there is room. */
export function layoutFor({ label, blocks, contentMiB }: { readonly label: string; readonly blocks: number; readonly contentMiB: number }): VolumeLayout {
  const recordsFrom = 1 + OWN_BLOCKS;
  const bytes = Math.min(contentMiB * MIB, (blocks - recordsFrom) * BLOCK_BYTES);
  return { format: 'redrill-volume-1', label, recordBytes: RECORD_BYTES, recordsFrom, records: bytes / RECORD_BYTES, ownFrom: 1, ownBlocks: OWN_BLOCKS };
}

/** The header as it stands at the beginning of the volume: a line of JSON, a line with its CRC-32, zeros. */
export function encodeHeader(layout: VolumeLayout): Buffer {
  const json = JSON.stringify(layout);
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(`${json}\n${crc32(json).toString(16).padStart(8, '0')}\n`);
  return header;
}

/** Reads the first bytes of a volume; null where they are no header (an empty volume, another format, a torn write). */
export function decodeHeader(bytes: Buffer): VolumeLayout | null {
  const [json = '', crc = ''] = bytes.subarray(0, HEADER_BYTES).toString('utf8').split('\n', 2);
  if (crc.length !== 8 || crc32(json).toString(16).padStart(8, '0') !== crc) return null;
  const layout = JSON.parse(json) as Partial<VolumeLayout>;
  return layout.format === 'redrill-volume-1' ? (layout as VolumeLayout) : null;
}

/** The same for those who cannot go on without one. */
export function mustHaveHeader(layout: VolumeLayout | null, where: string): VolumeLayout {
  if (layout === null) throw new RedrillError('ebs.NoHeader', `${where} does not begin with a redrill-volume-1 header: it is empty, damaged, or holds something that redrill cannot place marks in`, { actor: 'platform' });
  return layout;
}

/** Blocks with marks. */
export function markBlocks({ ownFrom, ownBlocks }: VolumeLayout): BlockRange {
  return { from: ownFrom + 1, to: ownFrom + ownBlocks };
}

/** Byte offset of a record. */
export function recordOffset({ recordsFrom, recordBytes }: VolumeLayout, record: number): number {
  return recordsFrom * BLOCK_BYTES + record * recordBytes;
}

/** What users wrote: everything but redrill's own region. */
export function usersBlocks(digests: BlockDigests, { ownFrom, ownBlocks }: VolumeLayout): BlockDigests {
  return new Map([...digests].filter(([index]) => index < ownFrom || index >= ownFrom + ownBlocks));
}

const BLOCK_NAME = /^block\/(\d+)$/;

/** How blocks are named in ledgers, manifests and reports. */
export function blockName(index: number): string {
  return `block/${index}`;
}

export function parseBlockName(name: string): number | null {
  const digits = BLOCK_NAME.exec(name)?.[1];
  return digits === undefined ? null : Number(digits);
}
