import { hash } from 'node:crypto';

/** A seeded stream of uniform numbers in [0, 1): the same text gives the same stream on every machine. */
export function seededRandom(seed: string): () => number {
  const bytes = hash('sha256', seed, 'buffer');
  let a = bytes.readUInt32LE(0);
  let b = bytes.readUInt32LE(4);
  let c = bytes.readUInt32LE(8);
  let d = bytes.readUInt32LE(12);
  // sfc32 (Chris Doty-Humphrey, PractRand): small, fast, passes BigCrush.
  return () => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 4_294_967_296;
  };
}
