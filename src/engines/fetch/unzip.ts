import { chmodSync, createWriteStream } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { openPromise } from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';
import { makeFolder } from '#kit/make-folder';
import { RedrillError } from '#kit/redrill-error';

/**
 * Unpacks a zip: programs stay programs, everything else is readable by all, as engines run as another user. `keep` gives a file's new name,
 * or null to leave it out. Refuses names that lead out of the folder, links, duplicates and damaged files (RedrillError fetch.bad-zip).
 */
export async function unzip(file: string, into: string, keep: (name: string) => string | null = (name) => name): Promise<void> {
  try {
    const zip = await openPromise(file, { strictFileNames: true });
    try {
      for await (const entry of zip.eachEntry()) await unpack(zip, entry, { into, keep });
    } finally {
      zip.close();
    }
  } catch (error) {
    if (error instanceof RedrillError) throw error;
    throw new RedrillError('fetch.bad-zip', `${file} cannot be unpacked: ${error instanceof Error ? error.message : String(error)}; remove it and fetch it again`, { cause: error });
  }
}

const LINK = 0o120_000;
const KIND = 0o170_000;

async function unpack(zip: ZipFile, entry: Entry, { into, keep }: { readonly into: string; readonly keep: (name: string) => string | null }): Promise<void> {
  if (entry.fileName.endsWith('/')) return;
  const mode = entry.externalFileAttributes >>> 16;
  if ((mode & KIND) === LINK) throw new Error(`${entry.fileName} is a symbolic link, which none of the pinned files has`);
  const name = keep(entry.fileName);
  if (name === null) return;
  const target = join(into, name);
  if (!target.startsWith(into + sep)) throw new Error(`${entry.fileName} leads out of the folder`);
  makeFolder(dirname(target), 0o755);
  let sum = 0;
  await pipeline(await zip.openReadStreamPromise(entry), async function* summed(chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      sum = crc32(chunk, sum);
      yield chunk;
    }
  }, createWriteStream(target, { flags: 'wx' }));
  if (sum !== entry.crc32) throw new Error(`${entry.fileName} is damaged (its CRC-32 is ${sum.toString(16)}, expected ${entry.crc32.toString(16)})`);
  chmodSync(target, (mode & 0o111) === 0 ? 0o644 : 0o755);
}
