import { gunzipSync } from 'node:zlib';
import { invalid, unchecked } from './bundle-fault.ts';
import type { BundleFiles } from './bundle-format.ts';
import { LIMITS } from './bundle-format.ts';
import { archiveHead } from './pack-archive.ts';
import { nameFault, tarHeader, tarPadding } from './tar-header.ts';

/** The files of an archive, in memory. Whatever is not exactly as `redrill bundle` packs it is refused with a sentence; nothing is written to disk. */
export function unpackArchive(bytes: Buffer, limits: { readonly unpackedBytes: number } = LIMITS): BundleFiles {
  const files = new Map<string, Buffer>();
  const tar = bytes[0] === 0x1f ? gunzipped(bytes, limits.unpackedBytes) : bytes;
  let at = 0;
  let before = '';
  while (at < tar.length && tar[at] !== 0) {
    const { name, size } = readHeader(tar.subarray(at, at + 512), files);
    if (files.size >= LIMITS.files) throw unchecked(`The archive has more than ${LIMITS.files} files, which no bundle has.`);
    if (name <= before) throw invalid(`The archive is not in the order in which a bundle is packed: ${JSON.stringify(name)} comes after ${JSON.stringify(before)}.`);
    const end = at + 512 + size + tarPadding(size);
    if (end > tar.length) throw invalid(`The archive ends in the middle of ${name}: it was cut.`);
    if (!isZero(tar.subarray(at + 512 + size, end))) throw invalid(`The archive holds bytes behind the end of ${name}.`);
    files.set(name, tar.subarray(at + 512, at + 512 + size));
    before = name;
    at = end;
  }
  if (tar.length !== at + 1024 || !isZero(tar.subarray(at))) throw invalid('The archive does not end as a bundle ends: it was cut, or something was put behind it.');
  return files;
}

function gunzipped(bytes: Buffer, maxBytes: number): Buffer {
  const end = bytes.subarray(0, 200).indexOf(0, 10) + 1;
  const packed = bytes.subarray(end);
  if (!bytes.subarray(0, end).equals(archiveHead(packed))) throw invalid('The archive is not as "redrill bundle" packed it: a byte of it was changed, it was cut, or it was packed anew (then unpack it and verify the folder).');
  try {
    return gunzipSync(bytes, { maxOutputLength: maxBytes });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw unchecked(`The archive unpacks to more than ${maxBytes} bytes, which is beyond what a bundle may hold.`, cause);
    throw invalid(`The archive cannot be unpacked: ${(cause as Error).message}.`, cause);
  }
}

function readHeader(header: Buffer, files: BundleFiles): { readonly name: string; readonly size: number } {
  if (header.length < 512) throw invalid('The archive ends in the middle of a header: it was cut.');
  const type = String.fromCharCode(header[156] ?? 0);
  const name = header.subarray(0, 100).toString('latin1').replace(/\0[\s\S]*$/, '');
  if (type === '1' || type === '2') throw invalid(`The archive holds a link (${JSON.stringify(name)}): a bundle holds plain files only.`);
  if (type !== '0') throw invalid(`The archive holds something that is no plain file (${JSON.stringify(name)}, type ${JSON.stringify(type)}).`);
  const fault = nameFault(name, LIMITS.nameCharacters);
  if (fault !== null) throw invalid(`The archive holds the name ${JSON.stringify(name)}, which ${fault}.`);
  if (files.has(name)) throw invalid(`The archive holds ${name} twice.`);
  const size = Number.parseInt(header.subarray(124, 135).toString('latin1'), 8);
  if (!Number.isSafeInteger(size) || size < 0 || !header.equals(tarHeader(name, size))) throw invalid(`The header of ${name} in the archive is not the one that a bundle has: it was changed, or packed by another program (then unpack it and verify the folder).`);
  return { name, size };
}

function isZero(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0);
}
