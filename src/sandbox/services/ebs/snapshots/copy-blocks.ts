import { AwsError, type SandboxContext } from '../../../service.ts';
import type { BlockMap } from '../blocks/block-map.ts';
import type { StagedBlock } from '../blocks/block-store.ts';
import { ebsState } from '../state.ts';

const TRIES = 3;

/**
 * The blocks of a map under another key, kept together with the row that refers to them. Blocks that are there already are not read; without
 * a change of key nothing is. Throws AwsError when a key cannot be used, BlockDamage for damaged bytes.
 */
export async function copyBlocks<T>(context: SandboxContext, source: { readonly map: number; readonly sameKey: boolean; readonly keyArn: string | null }, keep: (map: number) => T): Promise<T> {
  const { store, change } = { store: ebsState(context).store, change: <R>(work: () => R): R => ebsState(context).change(work) };
  if (source.sameKey) {
    return change(() => {
      store.retainMap(source.map);
      return keep(source.map);
    });
  }
  const blocks: BlockMap = store.mapOf(source.map) ?? new Map<number, number>();
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const staged = await stageAll(context, blocks, source.keyArn);
    const kept = change(() => {
      if ([...staged.values()].some((block) => block.staged === null && !store.has(source.keyArn, block.digest))) return null;
      const map = store.putMap(new Map([...blocks].map(([block, chunk]) => [block, placed(context, staged.get(chunk), source.keyArn)])));
      return { value: keep(map) };
    });
    if (kept) return kept.value;
  }
  throw new AwsError('InternalError', 'The snapshot could not be copied: its blocks went away while they were read.', { status: 500 });
}

function placed(context: SandboxContext, block: StagedBlock | undefined, keyArn: string | null): number {
  if (!block) throw new TypeError('a block of the copy was never staged');
  return ebsState(context).store.place(block, keyArn);
}

async function stageAll(context: SandboxContext, blocks: BlockMap, keyArn: string | null): Promise<ReadonlyMap<number, StagedBlock>> {
  const { store } = ebsState(context);
  const staged = new Map<number, StagedBlock>();
  const stagedDigests = new Map<string, StagedBlock>();
  for (const chunk of new Set(blocks.values())) {
    const digest = store.digestOf(chunk) ?? '';
    const known = stagedDigests.get(digest) ?? (store.has(keyArn, digest) ? { digest, staged: null } : await store.stage(await store.read(chunk), keyArn, digest));
    stagedDigests.set(digest, known);
    staged.set(chunk, known);
  }
  return staged;
}
