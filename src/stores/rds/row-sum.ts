/** How many sums of 32 bits fit into a double without loss. */
const FOLD_AFTER = 2 ** 20;
const WORDS = 8;

/**
 * A digest of many rows that does not depend on their order: the sum of their SHA-256 digests as numbers of 256 bits. Equal sums of equally many
 * rows mean the same rows; memory is eight numbers, and sums of parts add up to that of the whole.
 */
export class RowSum {
  rows = 0;
  bytes = 0;
  private readonly words = new Float64Array(WORDS);
  private folded = 0n;
  private sinceFold = 0;

  /** `digest`: SHA-256 as a string of 32 characters, one per byte (`latin1`): the cheapest form that Node gives. */
  add(digest: string, sizeBytes: number): void {
    const { words } = this;
    for (let word = 0, at = 0; word < WORDS; word += 1, at += 4) {
      const value = digest.charCodeAt(at) * 0x1_00_00_00 + (digest.charCodeAt(at + 1) << 16 | digest.charCodeAt(at + 2) << 8 | digest.charCodeAt(at + 3));
      words[word] = (words[word] ?? 0) + value;
    }
    this.count(sizeBytes);
  }

  /** The same for a digest in hex. */
  addHex(digest: string, sizeBytes: number): void {
    const { words } = this;
    for (let word = 0; word < WORDS; word += 1) words[word] = (words[word] ?? 0) + Number.parseInt(digest.slice(word * 8, word * 8 + 8), 16);
    this.count(sizeBytes);
  }

  /** The sum in hex, with the number of rows. */
  digest(): string {
    return `${this.rows}:${BigInt.asUintN(256, this.total()).toString(16).padStart(64, '0')}`;
  }

  private count(sizeBytes: number): void {
    this.rows += 1;
    this.bytes += sizeBytes;
    this.sinceFold += 1;
    if (this.sinceFold === FOLD_AFTER) this.fold();
  }

  private total(): bigint {
    this.fold();
    return this.folded;
  }

  private fold(): void {
    let sum = 0n;
    for (const value of this.words) sum = (sum << 32n) + BigInt(value);
    this.folded += sum;
    this.words.fill(0);
    this.sinceFold = 0;
  }
}
