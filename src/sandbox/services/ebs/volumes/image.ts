import { mkdirSync, rmSync, truncateSync } from 'node:fs';
import { open, statfs, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { BLOCK_BYTES, ZERO_BLOCK, type BlockMap } from '../blocks/block-map.ts';

export const GIB = 1_073_741_824;

/** How many blocks are read or written at once. */
const AT_ONCE = 4;

/** Where the image of a volume lies: a sparse file that holds what its instance would see. */
export function imagePath(state: string, volumeId: string): string {
  return join(state, 'ebs', `${volumeId}.img`);
}

/** Makes an image anew: zeros, but for the blocks of a map. */
export async function writeImage(path: string, sizeBytes: number, { blocks, read }: { readonly blocks: BlockMap; readonly read: (chunk: number) => Promise<Buffer> }): Promise<void> {
  mkdirSync(join(path, '..'), { recursive: true, mode: 0o711 });
  const file = await open(path, 'w', 0o644);
  try {
    await file.truncate(sizeBytes);
    await inParallel(blocks, async ([block, chunk]) => {
      await writePages(file, await read(chunk), block * BLOCK_BYTES);
    });
  } finally {
    await file.close();
  }
}

/** In which order an image is read, and how far. */
export interface HowToRead {
  /** Blocks that may hold data, which are read first. */
  readonly likely: readonly number[];
  /** Somebody may write meanwhile: what was allocated at first does not tell where the data ends. */
  readonly toTheEnd: boolean;
}

/** Gives each block of an image that is not all zeros to `take`; the buffer is used again afterwards. */
export async function readImage(path: string, { likely, toTheEnd }: HowToRead, take: (block: number, bytes: Buffer) => Promise<void>): Promise<void> {
  const file = await open(path, 'r');
  try {
    const { size, blocks: sectors } = await file.stat();
    const { type, bsize } = await statfs(path);
    const end = new DataEnd(!toTheEnd && PLAIN_FILE_SYSTEMS.has(type) && bsize >= PAGE_BYTES ? sectors * 512 : null);
    const free: Buffer[] = [];
    await inParallel(numbers(Math.ceil(size / BLOCK_BYTES), likely, end), async (block) => {
      const bytes = free.pop() ?? Buffer.allocUnsafe(BLOCK_BYTES);
      await fill(file, bytes, block * BLOCK_BYTES);
      if (!bytes.equals(ZERO_BLOCK)) {
        end.saw(bytes);
        await take(block, bytes);
      }
      free.push(bytes);
    });
  } finally {
    await file.close();
  }
}

export function growImage(path: string, sizeBytes: number): void {
  truncateSync(path, sizeBytes);
}

export function removeImage(path: string): void {
  rmSync(path, { force: true });
}

/** ext4, XFS and tmpfs: what a file has allocated is at least what it holds. File systems that compress say less, and are read to the end. */
const PLAIN_FILE_SYSTEMS: ReadonlySet<number> = new Set([0xef53, 0x58465342, 0x01021994]);

const PAGE_BYTES = 4096;

/** Knows when all data of a sparse file has been seen: what follows are holes, which are slow to read and hold nothing. */
class DataEnd {
  private left: number;

  /** Null when it cannot be told: a file system with smaller blocks allocates less than a page for data that counts as one. */
  constructor(allocatedBytes: number | null) {
    this.left = allocatedBytes ?? Infinity;
  }

  get reached(): boolean {
    return this.left === 0;
  }

  /** Counts pages, the least that a file system with blocks of this size allocates; one that allocates more never comes to exactly nothing, and all is read. */
  saw(bytes: Buffer): void {
    for (let at = 0; at < bytes.length; at += PAGE_BYTES) {
      if (!isZeroPage(bytes, at)) this.left -= PAGE_BYTES;
    }
  }
}

function* numbers(count: number, likely: readonly number[], end: DataEnd): Generator<number> {
  const first = new Set(likely.filter((block) => block < count));
  for (const block of first) if (!end.reached) yield block;
  for (let block = 0; block < count && !end.reached; block += 1) if (!first.has(block)) yield block;
}

/** Writes what is not zero, page by page: an image stays as sparse as what it holds. */
async function writePages(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  let from = 0;
  for (let at = 0; at <= bytes.length; at += PAGE_BYTES) {
    if (at < bytes.length && !isZeroPage(bytes, at)) continue;
    if (at > from) await file.write(bytes, from, at - from, position + from);
    from = at + PAGE_BYTES;
  }
}

/** Without a view of the page: hundreds of thousands of them would keep the garbage collector busy. */
function isZeroPage(bytes: Buffer, at: number): boolean {
  return bytes.compare(ZERO_BLOCK, 0, PAGE_BYTES, at, at + PAGE_BYTES) === 0;
}

async function fill(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  const { bytesRead } = await file.read(bytes, 0, bytes.length, position);
  if (bytesRead < bytes.length) bytes.fill(0, bytesRead);
}

/** Works through items a few at a time; ends with the first failure. */
async function inParallel<T>(items: Iterable<T>, work: (item: T) => Promise<void>): Promise<void> {
  const rest = items[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (let next = rest.next(); next.done !== true; next = rest.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
