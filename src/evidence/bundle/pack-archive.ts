import { hash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { BundleFiles } from './bundle-format.ts';
import { LIMITS } from './bundle-format.ts';
import { bug } from '#kit/redrill-error';
import { nameFault, tarHeader, tarPadding } from './tar-header.ts';

const COMMENT = 'redrill.bundle/1 sha256=';
/** gzip with a comment (FLG.FCOMMENT), no time, system unknown. */
const HEAD = Buffer.from([0x1f, 0x8b, 8, 0x10, 0, 0, 0, 0, 0, 0xff]);

/** The bundle as `.tar.gz`: the same files give the same bytes. */
export function packArchive(files: BundleFiles): Buffer {
  const packed = gzipSync(packTar(files), { level: 6 }).subarray(10);
  return Buffer.concat([archiveHead(packed), packed]);
}

/** What stands before the compressed bytes: a gzip header whose comment has their SHA-256, so that no bit of the archive is without a check. */
export function archiveHead(packed: Buffer): Buffer {
  return Buffer.concat([HEAD, Buffer.from(`${COMMENT}${hash('sha256', packed, 'hex')}\0`, 'latin1')]);
}

/** The files in name order, each with the only header it can have. */
export function packTar(files: BundleFiles): Buffer {
  const blocks = [...files].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([name, bytes]) => {
    const fault = nameFault(name, LIMITS.nameCharacters);
    if (fault !== null) throw bug('bundle.name', `the file name ${JSON.stringify(name)} ${fault}`);
    return [tarHeader(name, bytes.length), bytes, Buffer.alloc(tarPadding(bytes.length))];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}
