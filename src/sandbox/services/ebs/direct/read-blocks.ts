import { dateOfMicros } from '#kit/dates';
import { AwsError, type Call, type Operation } from '../../../service.ts';
import { BLOCK_BYTES, changedBlocks, ZERO_BLOCK, ZERO_BLOCK_SHA256, type BlockMap } from '../blocks/block-map.ts';
import { BlockDamage } from '../blocks/block-damage.ts';
import type { Snapshot } from '../model.ts';
import { ebsState } from '../state.ts';
import { GIB } from '../volumes/image.ts';
import { readableSnapshot, requireKey } from './access.ts';
import { blockToken, expiryOf, requireBlockToken } from './block-token.ts';
import { errors } from './errors.ts';

type Input = Readonly<Record<string, unknown>>;

const MOST = 10_000;

/** Reading snapshots block by block: what there is, what changed, and the bytes with their checksum. */
export const readBlocks: Readonly<Record<string, Operation>> = {
  ListSnapshotBlocks: (call, input) => {
    const snapshot = readableSnapshot(call, String(input['SnapshotId']), 'ListSnapshotBlocks');
    const expires = expiryOf(call.time.nowMicros());
    const { shown, ...next } = blockPage([...mapOf(call, snapshot).keys()], input);
    return { Blocks: shown.map((block) => ({ BlockIndex: block, BlockToken: blockToken(snapshot, block, expires) })), ...frame(snapshot, expires), ...next };
  },
  ListChangedBlocks: (call, input) => {
    const second = readableSnapshot(call, String(input['SecondSnapshotId']), 'ListChangedBlocks');
    const firstId = input['FirstSnapshotId'];
    const first = typeof firstId === 'string' ? readableSnapshot(call, firstId, 'ListChangedBlocks') : null;
    if (first && first.lineage !== second.lineage) throw errors.invalid('UNRELATED_SNAPSHOTS', `The snapshots '${first.id}' and '${second.id}' are not of the same volume.`);
    const expires = expiryOf(call.time.nowMicros());
    const before = first && mapOf(call, first);
    const { shown, ...next } = blockPage(before ? differing(call, before, mapOf(call, second)) : [...mapOf(call, second).keys()], input);
    // a block that is only in the first was overwritten with zeros: the second token reads them
    const ChangedBlocks = shown.map((block) => ({ BlockIndex: block, ...(first && before?.has(block) ? { FirstBlockToken: blockToken(first, block, expires) } : {}), SecondBlockToken: blockToken(second, block, expires) }));
    return { ChangedBlocks, ...frame(second, expires), ...next };
  },
  GetSnapshotBlock: async (call, input) => {
    const snapshot = readableSnapshot(call, String(input['SnapshotId']), 'GetSnapshotBlock');
    const block = Number(input['BlockIndex']);
    requireBlockToken(snapshot, { block, token: String(input['BlockToken']), nowMicros: call.time.nowMicros() });
    requireKey(call, snapshot.keyArn, 'decrypt');
    const { bytes, digest } = await contentOf(call, snapshot, block);
    return { DataLength: bytes.length, BlockData: bytes, Checksum: Buffer.from(digest, 'hex').toString('base64'), ChecksumAlgorithm: 'SHA256' };
  },
};

function mapOf(call: Call, { map }: Snapshot): BlockMap {
  return (map === null ? null : ebsState(call).store.mapOf(map)) ?? new Map<number, number>();
}

/** Copies under another key are other chunks with the same content: what they hold decides, not where it lies. */
function differing(call: Call, first: BlockMap, second: BlockMap): readonly number[] {
  const { store } = ebsState(call);
  return changedBlocks(first, second).filter((block) => {
    const [a, b] = [first.get(block), second.get(block)];
    return a === undefined || b === undefined || store.digestOf(a) !== store.digestOf(b);
  });
}

async function contentOf(call: Call, snapshot: Snapshot, block: number): Promise<{ readonly bytes: Buffer; readonly digest: string }> {
  const { store } = ebsState(call);
  const chunk = mapOf(call, snapshot).get(block);
  if (chunk === undefined) return { bytes: ZERO_BLOCK, digest: ZERO_BLOCK_SHA256 };
  try {
    return { bytes: await store.read(chunk), digest: store.digestOf(chunk) ?? '' };
  } catch (error) {
    if (!(error instanceof BlockDamage)) throw error;
    call.log(`block ${block} of ${snapshot.id} cannot be read: ${error.message}`);
    throw new AwsError('InternalServerException', `Block ${block} of the snapshot '${snapshot.id}' could not be read.`, { status: 500 });
  }
}

function frame({ sizeGiB }: Snapshot, expiresMicros: number): object {
  return { ExpiryTime: dateOfMicros(expiresMicros), VolumeSize: sizeGiB, BlockSize: BLOCK_BYTES };
}

/** 100 to 10,000 blocks a page, from a starting block; the token names the block that comes next. */
function blockPage(blocks: readonly number[], input: Input): { readonly shown: readonly number[]; readonly NextToken?: string } {
  const most = input['MaxResults'] ?? MOST;
  if (typeof most !== 'number' || most < 100 || most > MOST) throw errors.invalid('INVALID_PARAMETER_VALUE', `Invalid maxResults ${String(most)}: it must be between 100 and ${MOST}.`);
  const from = Math.max(Number(input['StartingBlockIndex'] ?? 0), pageStart(input['NextToken']));
  const rest = blocks.filter((block) => block >= from).sort((a, b) => a - b);
  const next = rest[most];
  return { shown: rest.slice(0, most), ...(next === undefined ? {} : { NextToken: Buffer.from(`block ${next}`).toString('base64') }) };
}

function pageStart(token: unknown): number {
  if (typeof token !== 'string') return 0;
  const match = /^block (\d+)$/.exec(Buffer.from(token, 'base64').toString());
  if (!match) throw errors.invalid('INVALID_PAGE_TOKEN', 'The page token is not valid.');
  return Number(match[1]);
}

/** How many blocks the volume of a snapshot has. */
export function blockCount({ sizeGiB }: Pick<Snapshot, 'sizeGiB'>): number {
  return (sizeGiB * GIB) / BLOCK_BYTES;
}
