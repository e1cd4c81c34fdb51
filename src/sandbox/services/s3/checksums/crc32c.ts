const POLYNOMIAL = 0x82f63b78;

/** CRC-32C (Castagnoli), reflected, as `x-amz-checksum-crc32c` has it; `previous` continues a running value. */
export function crc32c(data: Uint8Array, previous = 0): number {
  const [t0, t1, t2, t3] = TABLES;
  let crc = ~previous;
  let at = 0;
  for (const end = data.length - 3; at < end; at += 4) {
    crc ^= byte(data, at) | (byte(data, at + 1) << 8) | (byte(data, at + 2) << 16) | (byte(data, at + 3) << 24);
    crc = word(t3, crc & 0xff) ^ word(t2, (crc >>> 8) & 0xff) ^ word(t1, (crc >>> 16) & 0xff) ^ word(t0, crc >>> 24);
  }
  for (; at < data.length; at += 1) crc = word(t0, (crc ^ byte(data, at)) & 0xff) ^ (crc >>> 8);
  return ~crc >>> 0;
}

const byte = (data: Uint8Array, at: number): number => data[at] as number;
const word = (table: Uint32Array, at: number): number => table[at] as number;

const TABLES = tables();

function tables(): readonly [Uint32Array, Uint32Array, Uint32Array, Uint32Array] {
  const first = Uint32Array.from({ length: 256 }, (_, index) => {
    let value = index;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
    return value;
  });
  const next = (table: Uint32Array): Uint32Array => table.map((value) => (value >>> 8) ^ word(first, value & 0xff));
  const second = next(first);
  const third = next(second);
  return [first, second, third, next(third)];
}
