import { createHash, type Hash } from 'node:crypto';
import { RedrillError } from '#kit/redrill-error';
import type { BodySink } from '../s3/exchange.ts';
import { BLOCK_BYTES } from './block-geometry.ts';
import type { SnapshotBlock } from './list-blocks.ts';
import type { SignedCaller } from './signed-caller.ts';

const AGAIN = 3;

/** SHA-256 (hex) of a block of a snapshot, held against the checksum that came with it; nothing of the block stays in memory. */
export async function digestBlock(caller: SignedCaller, snapshotId: string, block: SnapshotBlock, signal?: AbortSignal): Promise<string> {
  return (await readChecked({ caller, snapshotId, block, keep: false, signal })).sha256;
}

/** The bytes of a block of a snapshot, held against the checksum that came with them. */
export async function readBlock(caller: SignedCaller, snapshotId: string, block: SnapshotBlock, signal?: AbortSignal): Promise<Buffer> {
  return Buffer.concat((await readChecked({ caller, snapshotId, block, keep: true, signal })).chunks);
}

interface Read {
  readonly caller: SignedCaller;
  readonly snapshotId: string;
  readonly block: SnapshotBlock;
  readonly keep: boolean;
  readonly signal: AbortSignal | undefined;
}

/** Bytes that were spoilt on the way are fetched again; spoilt every time they are no block. */
async function readChecked(read: Read): Promise<Received> {
  const { caller, snapshotId, block, signal } = read;
  let received = new Received(read.keep);
  for (let turn = 1; ; turn += 1) {
    await caller.call({ what: `GetSnapshotBlock ${snapshotId} block ${block.index}`, method: 'GET', path: `/snapshots/${snapshotId}/blocks/${block.index}`, query: { blockToken: block.token }, sink: () => (received = new Received(read.keep)), signal });
    const wrong = received.wrong();
    if (wrong === null) return received;
    if (turn === AGAIN) throw new RedrillError('ebs.BlockDamaged', `block ${block.index} of snapshot ${snapshotId} ${wrong}, ${AGAIN} times in a row`, { actor: 'platform' });
  }
}

class Received implements BodySink {
  sha256 = '';
  readonly chunks: Buffer[] = [];
  private readonly keep: boolean;
  private readonly digest: Hash = createHash('sha256');
  private length = 0;
  private checksum: string | undefined;

  constructor(keep: boolean) {
    this.keep = keep;
  }

  start(headers: Readonly<Record<string, string>>): void {
    this.checksum = headers['x-amz-checksum'];
  }

  data(chunk: Buffer): void {
    this.length += chunk.length;
    this.digest.update(chunk);
    if (this.keep) this.chunks.push(chunk);
  }

  /** What is wrong with what came, in words; null when it is what EBS says it is. */
  wrong(): string | null {
    const digest = this.digest.digest();
    this.sha256 = digest.toString('hex');
    if (this.length !== BLOCK_BYTES) return `has ${this.length} bytes instead of ${BLOCK_BYTES}`;
    if (this.checksum === undefined) return 'came without a checksum';
    return this.checksum === digest.toString('base64') ? null : 'differs from the checksum that came with it';
  }
}
