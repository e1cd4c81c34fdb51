import { once } from 'node:events';
import { createReadStream, createWriteStream, mkdirSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { createInterface } from 'node:readline';
import { sha256File } from '#kit/digest';
import { RedrillError } from '#kit/redrill-error';
import type { BlockDigests } from '#stores/ebs/block-geometry';
import { blockName, parseBlockName, type VolumeLayout } from '#stores/ebs/volume-layout';

/** What a manifest says: the layout, and a digest of each block of users that holds something. */
export interface Manifest {
  readonly layout: VolumeLayout;
  readonly digests: BlockDigests;
}

/** Writes `{"layout"}`, then a line `{"name", "sha256"}` for each block in order. Resolves with the file's SHA-256. */
export async function writeManifest(file: string, { layout, digests }: Manifest): Promise<string> {
  mkdirSync(dirname(file), { recursive: true });
  const stream = createWriteStream(file);
  const closed = once(stream, 'close');
  stream.write(`${JSON.stringify({ format: 'redrill-ebs-manifest-1', layout })}\n`);
  for (const [index, sha256] of digests) if (!stream.write(`${JSON.stringify({ name: blockName(index), sha256 })}\n`)) await once(stream, 'drain');
  stream.end();
  await closed;
  return sha256File(file);
}

/** Checks the whole file first: a lost tail would expect less, and so find more recovered. */
export async function openManifest(folder: string, name: string, sha256: string): Promise<Manifest> {
  const file = isAbsolute(name) ? name : join(folder, name);
  if ((await sha256File(file)) !== sha256) throw new RedrillError('manifest.changed', `${file} is not what the record says was written (SHA-256 ${sha256.slice(0, 12)}): the expected content is not known any more`);
  const digests = new Map<number, string>();
  let layout: VolumeLayout | null = null;
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const entry = JSON.parse(line) as { readonly layout?: VolumeLayout; readonly name?: string; readonly sha256?: string };
    const index = parseBlockName(entry.name ?? '');
    if (entry.layout !== undefined) layout = entry.layout;
    else if (index !== null && entry.sha256 !== undefined) digests.set(index, entry.sha256);
  }
  if (layout === null) throw new RedrillError('manifest.changed', `${file} does not say how the volume is laid out`);
  return { layout, digests };
}
