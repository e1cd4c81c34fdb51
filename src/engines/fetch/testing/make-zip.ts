import { crc32, deflateRawSync } from 'node:zlib';

/** One file of a zip for tests; `crc` and `mode` may lie. */
export interface ZipMember {
  readonly name: string;
  readonly text: string;
  readonly mode?: number;
  readonly crc?: number;
}

/** A zip with exactly these members, however hostile: writers of the usual kind refuse such names. */
export function makeZip(members: readonly ZipMember[]): Buffer {
  const [locals, centrals]: [Buffer[], Buffer[]] = [[], []];
  let offset = 0;
  for (const { name, text, mode = 0o100_644, crc = crc32(text) } of members) {
    const [file, data] = [Buffer.from(name), deflateRawSync(text)];
    const common = Buffer.alloc(26);
    [20, 0x800, 8, 0, 0].forEach((value, i) => common.writeUInt16LE(value, i * 2));
    [crc, data.length, Buffer.byteLength(text)].forEach((value, i) => common.writeUInt32LE(value >>> 0, 10 + i * 4));
    common.writeUInt16LE(file.length, 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE((mode << 16) >>> 0, 6);
    tail.writeUInt32LE(offset, 10);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), common, file, data]);
    centrals.push(Buffer.concat([Buffer.from('PK\u0001\u0002'), Buffer.from([20, 3]), common, tail, file]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  const end = Buffer.alloc(18);
  [0, 0, members.length, members.length].forEach((value, i) => end.writeUInt16LE(value, i * 2));
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, directory, Buffer.from('PK\u0005\u0006'), end]);
}
