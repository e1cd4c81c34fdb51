/** A CRC-64/NVME in two 32-bit halves, because JavaScript's 64-bit integers are ten times slower. */
export interface Crc64 {
  readonly high: number;
  readonly low: number;
}

/** CRC-64/NVME, reflected, as `x-amz-checksum-crc64nvme` has it; `previous` continues a running value. */
export function crc64Nvme(data: Uint8Array, previous: Crc64 = { high: 0, low: 0 }): Crc64 {
  let high = ~previous.high;
  let low = ~previous.low;
  let at = 0;
  for (const end = data.length - 7; at < end; at += 8) {
    const a = low ^ (byte(data, at) | (byte(data, at + 1) << 8) | (byte(data, at + 2) << 16) | (byte(data, at + 3) << 24));
    const b = high ^ (byte(data, at + 4) | (byte(data, at + 5) << 8) | (byte(data, at + 6) << 16) | (byte(data, at + 7) << 24));
    const i0 = 1792 + (a & 0xff);
    const i1 = 1536 + ((a >>> 8) & 0xff);
    const i2 = 1280 + ((a >>> 16) & 0xff);
    const i3 = 1024 + (a >>> 24);
    const i4 = 768 + (b & 0xff);
    const i5 = 512 + ((b >>> 8) & 0xff);
    const i6 = 256 + ((b >>> 16) & 0xff);
    const i7 = b >>> 24;
    low = word(LOW, i0) ^ word(LOW, i1) ^ word(LOW, i2) ^ word(LOW, i3) ^ word(LOW, i4) ^ word(LOW, i5) ^ word(LOW, i6) ^ word(LOW, i7);
    high = word(HIGH, i0) ^ word(HIGH, i1) ^ word(HIGH, i2) ^ word(HIGH, i3) ^ word(HIGH, i4) ^ word(HIGH, i5) ^ word(HIGH, i6) ^ word(HIGH, i7);
  }
  for (; at < data.length; at += 1) {
    const index = (low ^ byte(data, at)) & 0xff;
    low = ((low >>> 8) | (high << 24)) ^ word(LOW, index);
    high = (high >>> 8) ^ word(HIGH, index);
  }
  return { high: ~high >>> 0, low: ~low >>> 0 };
}

const byte = (data: Uint8Array, at: number): number => data[at] as number;
const word = (table: Uint32Array, at: number): number => table[at] as number;

/** Reflected polynomial of CRC-64/NVME: 0x9a6c9329ac4bc9b5. Table n (of 8) starts at 256 * n. */
const { HIGH, LOW } = tables(0x9a6c9329, 0xac4bc9b5);

function tables(polyHigh: number, polyLow: number): { readonly HIGH: Uint32Array; readonly LOW: Uint32Array } {
  const HIGH = new Uint32Array(2048);
  const LOW = new Uint32Array(2048);
  for (let index = 0; index < 256; index += 1) {
    let high = 0;
    let low = index;
    for (let bit = 0; bit < 8; bit += 1) {
      const carry = low & 1;
      low = (low >>> 1) | (high << 31);
      high >>>= 1;
      if (carry) {
        high ^= polyHigh;
        low ^= polyLow;
      }
    }
    HIGH[index] = high;
    LOW[index] = low;
  }
  for (let index = 256; index < 2048; index += 1) {
    const high = word(HIGH, index - 256);
    const low = word(LOW, index - 256);
    LOW[index] = ((low >>> 8) | (high << 24)) ^ word(LOW, low & 0xff);
    HIGH[index] = (high >>> 8) ^ word(HIGH, low & 0xff);
  }
  return { HIGH, LOW };
}
