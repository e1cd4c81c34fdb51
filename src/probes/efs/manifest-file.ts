import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { sha256File } from '#kit/digest';
import { RedrillError } from '#kit/redrill-error';
import type { TreeContent } from './tree-content.ts';

/** One line of `manifests/<store>.ndjson`: a thing of the tree. Lines are in the order of a walk. */
export interface ManifestLine {
  readonly key: string;
  readonly content: TreeContent;
}

/** Writes a manifest line by line and hashes it on the way. */
export function writeManifest(path: string): { line(line: ManifestLine): Promise<void>; close(): Promise<string> } {
  mkdirSync(dirname(path), { recursive: true });
  const out = createWriteStream(path);
  const digest = createHash('sha256');
  return {
    line: async (line) => {
      const text = `${JSON.stringify(line)}\n`;
      digest.update(text);
      if (!out.write(text)) await once(out, 'drain');
    },
    close: async () => {
      out.end();
      await once(out, 'finish');
      return digest.digest('hex');
    },
  };
}

/** Reads a manifest again. Throws when it is not the file that was recorded. */
export async function* readManifest(path: string, sha256: string): AsyncGenerator<ManifestLine> {
  const found = await sha256File(path);
  if (found !== sha256) throw new RedrillError('manifest.changed', `${path} has SHA-256 ${found.slice(0, 12)}, the record says ${sha256.slice(0, 12)}: it was changed after it was taken`, { actor: 'platform' });
  const input = createReadStream(path);
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  try {
    for await (const line of lines) if (line !== '') yield JSON.parse(line) as ManifestLine;
  } finally {
    lines.close();
    input.destroy();
  }
}
