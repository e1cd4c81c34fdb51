import { webcrypto } from 'node:crypto';
import { bug } from '#kit/redrill-error';
import type { SandboxContext } from '../../../service.ts';
import type { StagedBlock } from '../blocks/block-store.ts';
import type { Volume } from '../model.ts';
import { ebsState, type EbsState } from '../state.ts';
import { fingerprintOf, isQuiet, sameImage, type Fingerprint } from './fingerprint.ts';
import { imagePath, readImage, type HowToRead } from './image.ts';

/** The content of a volume at one moment, ready to be kept. */
interface Captured {
  /** Puts it into the store with one reference and remembers it for the volume. Inside `change` only. Null: read the image again. */
  keep(): number | null;
}

const TRIES = 5;

/**
 * Reads a volume's image and keeps what is new of it, sealed under the volume's key, together with the rows that refer to it. An image that
 * nobody wrote to since the last time is not read again. Throws AwsError when the key cannot be used.
 */
export async function capture<T>(context: SandboxContext, volume: Volume, keep: (map: number) => T): Promise<T> {
  const state = ebsState(context);
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const captured = await captureOnce(context, state, { volume, last: attempt === TRIES });
    if (captured === null) continue;
    const kept = state.change(() => {
      const map = captured.keep();
      return map === null ? null : { value: keep(map) };
    });
    if (kept !== null) return kept.value;
  }
  throw bug('ebs.capture', `the content of ${volume.id} was removed again and again while it was being kept`);
}

/** Null when somebody wrote meanwhile: what was read is of no one moment. The last attempt takes it as it is, like a disk in full use. */
async function captureOnce(context: SandboxContext, state: EbsState, { volume, last }: { readonly volume: Volume; readonly last: boolean }): Promise<Captured | null> {
  const path = imagePath(context.state, volume.id);
  const before = await fingerprintOf(path);
  const quiet = isQuiet(before);
  const { base } = state.volumes.find(volume.id) ?? volume;
  const blocksBefore = base && state.store.mapOf(base.map);
  if (base?.fingerprint && blocksBefore && sameImage(base.fingerprint, before)) return known(state, base.map);
  const blocks = await stageBlocks(state, { path, key: volume.keyArn, likely: [...(blocksBefore?.keys() ?? [])], toTheEnd: last });
  if (!last && !sameImage(before, await fingerprintOf(path))) {
    for (const block of blocks.values()) state.store.discard(block);
    return null;
  }
  return { keep: () => keepBlocks(state, { volume, blocks, fingerprint: quiet ? before : null }) };
}

function known({ store }: EbsState, map: number): Captured {
  return {
    keep: () => {
      if (store.mapOf(map) === null) return null;
      store.retainMap(map);
      return map;
    },
  };
}

/** Blocks with the same content are staged once. */
async function stageBlocks({ store }: EbsState, { path, key, ...how }: { readonly path: string; readonly key: string | null } & HowToRead): Promise<ReadonlyMap<number, StagedBlock>> {
  const blocks = new Map<number, StagedBlock>();
  const staging = new Map<string, Promise<StagedBlock>>();
  await readImage(path, how, async (block, bytes) => {
    const digest = await digestOf(bytes);
    const staged = staging.get(digest) ?? store.stage(bytes, key, digest);
    staging.set(digest, staged);
    blocks.set(block, await staged);
  });
  return blocks;
}

function keepBlocks(state: EbsState, { volume, blocks, fingerprint }: { readonly volume: Volume; readonly blocks: ReadonlyMap<number, StagedBlock>; readonly fingerprint: Fingerprint | null }): number | null {
  const { store, volumes } = state;
  if ([...blocks.values()].some(({ staged, digest }) => staged === null && !store.has(volume.keyArn, digest))) return null;
  const chunks = new Map([...blocks].map(([block, staged]) => [block, store.place(staged, volume.keyArn)]));
  const map = store.putMap(chunks);
  const now = volumes.find(volume.id);
  if (now) volumes.put({ ...now, base: { map, fingerprint } });
  return map;
}

/** On a thread of the pool, so that reading goes on meanwhile. */
async function digestOf(bytes: Buffer): Promise<string> {
  return Buffer.from(await webcrypto.subtle.digest('SHA-256', new Uint8Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.length))).toString('hex');
}
