import { RedrillError } from '#kit/redrill-error';
import { canonicalNumber } from '#kit/canonical-number';
import { sortParts } from './sort-parts.ts';
import type { Part } from './sort-parts.ts';

/** An item as the scanner passes it by; its bytes are only good until the next one. */
export interface PassingItem {
  /** The item in its one canonical form: equal items have equal bytes, however they were written. */
  readonly canonical: Buffer;
  /** Bytes as DynamoDB counts them, near enough: names and values, numbers at two digits a byte, three and one for each part of a list or map. */
  readonly weight: number;
  /** A number of 32 bits that depends on the key alone. */
  keyHash(): number;
  /** The text of a wanted attribute's value (canonical for numbers, base64 for bytes); null where the item lacks it or it is no plain value. */
  text(wanted: number): string | null;
  /** Whether a wanted attribute is a text that begins so. */
  begins(wanted: number, prefix: string): boolean;
}

/** What stood beside the items of a page. */
export interface PageEnd {
  readonly items: number;
  /** The JSON of LastEvaluatedKey, byte for byte what the next request begins with; null at the end. */
  readonly lastKey: string | null;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const COMMA = 0x2c;
const COLON = 0x3a;
const ZERO = 0x30;
const NINE = 0x39;
const MINUS = 0x2d;
const LENGTH = 4;
/** What a list or map weighs by itself. */
const PART = 3;
/** Longer texts are found and copied by native code, shorter ones sooner by a loop. */
const LONG = 48;
const FNV_PRIME = 0x01_00_01_93;
const FNV_BASIS = 0x81_1c_9d_c5;

/**
 * Reads a page of Scan, Query or GetItem in one pass over its bytes and gives each item in canonical form, without making a JavaScript value
 * of it: a type, a length and the bytes of each value; attributes and members of sets sorted; numbers by `canonicalNumber`; texts without
 * escapes. `wanted` are attribute names (the key's first) whose values are kept aside.
 */
export class PageScanner implements PassingItem {
  canonical: Buffer = Buffer.alloc(0);
  weight = 0;
  private readonly wanted: readonly Buffer[];
  private readonly keyParts: number;
  private page: Buffer = Buffer.alloc(0);
  private at = 0;
  private out: Buffer = Buffer.alloc(0);
  private outAt = 0;
  private nextBackslash = -1;
  private readonly kept: (Buffer | null)[];
  private readonly parts: Part[] = [];
  private partCount = 0;

  constructor({ key, also = [] }: { readonly key: readonly string[]; readonly also?: readonly string[] }) {
    this.wanted = [...key, ...also].map((name) => Buffer.from(name));
    this.keyParts = key.length;
    this.kept = this.wanted.map(() => null);
  }

  /** Passes each item of an answer's body; throws `dynamodb.BadAnswer` for what is no such answer. */
  scan(page: Buffer, each: (item: PassingItem) => void): PageEnd {
    this.page = page;
    this.at = 0;
    this.nextBackslash = -1;
    if (this.out.length < page.length * 2 + LONG) this.out = Buffer.allocUnsafe(page.length * 2 + LONG);
    let items = 0;
    let lastKey: string | null = null;
    this.members(OPEN, CLOSE, () => {
      const name = this.plainName();
      if (name === 'Items') this.members(OPEN_LIST, CLOSE_LIST, () => { this.item(each); items += 1; });
      else if (name === 'Item') { this.item(each); items += 1; } else {
        const from = this.at;
        this.skipValue();
        if (name === 'LastEvaluatedKey') lastKey = page.toString('utf8', from, this.at);
      }
    });
    return { items, lastKey };
  }

  keyHash(): number {
    let hash = FNV_BASIS;
    for (let part = 0; part < this.keyParts; part += 1) {
      const bytes = this.kept[part];
      if (!bytes) continue;
      for (let i = 0; i < bytes.length; i += 1) hash = Math.imul(hash ^ (bytes[i] ?? 0), FNV_PRIME);
    }
    return hash >>> 0;
  }

  text(wanted: number): string | null {
    const bytes = this.kept[wanted];
    if (!bytes) return null;
    const type = String.fromCharCode(bytes[0] ?? 0);
    return type === 'S' || type === 'N' || type === 'B' ? bytes.toString('utf8', 1 + LENGTH) : null;
  }

  begins(wanted: number, prefix: string): boolean {
    const bytes = this.kept[wanted];
    return bytes !== null && bytes !== undefined && bytes[0] === 0x53 && bytes[1 + LENGTH] === prefix.charCodeAt(0) && this.text(wanted)?.startsWith(prefix) === true;
  }

  private item(each: (item: PassingItem) => void): void {
    this.outAt = 0;
    this.weight = 0;
    this.kept.fill(null);
    this.map(true);
    this.canonical = this.out.subarray(0, this.outAt);
    each(this);
  }

  /** A map of named values; those of an item itself may be wanted. */
  private map(top: boolean): void {
    const begins = this.begin(0x4d);
    const base = this.partCount;
    this.members(OPEN, CLOSE, () => {
      const start = this.outAt;
      this.string();
      this.expect(COLON);
      const valueAt = this.outAt;
      this.value();
      if (top) this.keep(start + LENGTH, valueAt);
      this.part(start);
    });
    if (!top) this.weight += PART + this.partCount - base;
    this.finish(begins, base);
  }

  private value(): void {
    this.expect(OPEN);
    const before = this.outAt;
    switch (this.typeName()) {
      case TYPES.S: this.put(0x53); this.string(); break;
      case TYPES.N: this.put(0x4e); this.number(); this.weight -= (this.outAt - before - 1 - LENGTH) / 2 - 1; break;
      case TYPES.B: this.put(0x42); this.string(); this.weight -= (this.outAt - before - 1 - LENGTH) / 4; break;
      case TYPES.BOOL: this.put(this.word('true') ? 0x54 : this.word('false') ? 0x46 : this.bad('true or false')); this.weight += 1; break;
      case TYPES.NULL: this.put(this.word('true') ? 0x30 : this.bad('true')); this.weight += 1; break;
      case TYPES.M: this.map(false); break;
      case TYPES.L: this.list(); break;
      case TYPES.SS: this.set(0x73, false); break;
      case TYPES.NS: this.set(0x6e, true); break;
      case TYPES.BS: this.set(0x62, false); break;
      default: this.bad('the type of a value');
    }
    this.expect(CLOSE);
  }

  private list(): void {
    const begins = this.begin(0x4c);
    let count = 0;
    this.members(OPEN_LIST, CLOSE_LIST, () => { this.value(); count += 1; });
    this.weight += PART + count;
    this.out.writeUInt32BE(count, begins + 1);
  }

  private set(letter: number, numbers: boolean): void {
    const begins = this.begin(letter);
    const base = this.partCount;
    this.members(OPEN_LIST, CLOSE_LIST, () => {
      const start = this.outAt;
      if (numbers) this.number(); else this.string();
      this.part(start);
    });
    this.finish(begins, base);
  }

  private begin(letter: number): number {
    const begins = this.outAt;
    this.out[begins] = letter;
    this.outAt += 1 + LENGTH;
    return begins;
  }

  /** Remembers where a member of a map or set begins. */
  private part(start: number): void {
    const part = this.parts[this.partCount] ?? (this.parts[this.partCount] = { start: 0, end: 0, rank: 0 });
    part.start = start;
    part.end = this.outAt;
    const { out } = this;
    part.rank = (((out[start + 3] ?? 0) << 24) | ((out[start + 4] ?? 0) << 16) | ((out[start + 5] ?? 0) << 8) | (out[start + 6] ?? 0)) >>> 0;
    this.partCount += 1;
  }

  private finish(begins: number, base: number): void {
    const count = this.partCount - base;
    this.out.writeUInt32BE(count, begins + 1);
    if (count > 1) sortParts(this.out, this.parts, base, count);
    this.partCount = base;
  }

  private keep(nameAt: number, valueAt: number): void {
    const { wanted, out } = this;
    for (let i = 0; i < wanted.length; i += 1) {
      const name = wanted[i];
      if (name !== undefined && name.length === valueAt - nameAt && name[0] === out[nameAt] && name.compare(out, nameAt, valueAt) === 0) this.kept[i] = Buffer.from(out.subarray(valueAt, this.outAt));
    }
  }

  private put(byte: number): void {
    this.out[this.outAt] = byte;
    this.outAt += 1;
  }

  /** Copies a text with its length before it; the bytes of the page are UTF-8 already. */
  private string(): void {
    this.expect(QUOTE);
    const { page, out } = this;
    const start = this.outAt;
    let o = start + LENGTH;
    let i = this.at;
    const soon = Math.min(page.length, i + LONG);
    for (; i < soon; i += 1, o += 1) {
      const c = page[i] ?? 0;
      if (c === QUOTE) return this.endString(i, start, o);
      if (c === BACKSLASH) return this.escapedString();
      out[o] = c;
    }
    const end = page.indexOf(QUOTE, i);
    if (end < 0) this.bad('the end of a text');
    if (this.backslashFrom(i) < end) return this.escapedString();
    page.copy(out, o, i, end);
    return this.endString(end, start, o + end - i);
  }

  private endString(end: number, start: number, o: number): void {
    const { out } = this;
    const length = o - start - LENGTH;
    out[start] = length >>> 24;
    out[start + 1] = (length >>> 16) & 0xff;
    out[start + 2] = (length >>> 8) & 0xff;
    out[start + 3] = length & 0xff;
    this.outAt = o;
    this.at = end + 1;
    this.weight += length;
  }

  private backslashFrom(from: number): number {
    if (this.nextBackslash < from) {
      const next = this.page.indexOf(BACKSLASH, from);
      this.nextBackslash = next < 0 ? Number.MAX_SAFE_INTEGER : next;
    }
    return this.nextBackslash;
  }

  private escapedString(): void {
    const end = this.endOfString(this.at);
    this.writeText(JSON.parse(this.page.toString('utf8', this.at - 1, end + 1)) as string);
    this.at = end + 1;
  }

  private writeText(text: string): void {
    const length = this.out.write(text, this.outAt + LENGTH, 'utf8');
    this.out.writeUInt32BE(length, this.outAt);
    this.outAt += LENGTH + length;
    this.weight += length;
  }

  /** A number that is canonical as it stands is copied: digits that neither begin nor end with 0. */
  private number(): void {
    this.expect(QUOTE);
    const { page, out } = this;
    const start = this.outAt;
    let o = start + LENGTH;
    let i = this.at;
    if (page[i] === MINUS) { out[o] = MINUS; o += 1; i += 1; }
    const first = page[i] ?? 0;
    for (; ; i += 1, o += 1) {
      const c = page[i] ?? 0;
      if (c < ZERO || c > NINE) break;
      out[o] = c;
    }
    if (page[i] === QUOTE && first > ZERO && first <= NINE && page[i - 1] !== ZERO) return this.endString(i, start, o);
    const end = this.endOfString(this.at);
    this.writeText(canonicalNumber(page.toString('latin1', this.at, end)));
    this.at = end + 1;
  }

  /** Goes through `[a, b]` or `{a, b}`; `member` reads one. */
  private members(open: number, close: number, member: () => void): void {
    this.expect(open);
    if (this.next() === close) { this.at += 1; return; }
    for (;;) {
      member();
      const c = this.next();
      this.at += 1;
      if (c === close) return;
      if (c !== COMMA) this.bad('a comma');
    }
  }

  /** The name of a value's type as a number; its closing quote and the colon are passed. */
  private typeName(): number {
    this.expect(QUOTE);
    let type = 0;
    for (let i = this.at; ; i += 1) {
      const c = this.page[i] ?? this.bad('the type of a value');
      if (c === QUOTE) { this.at = i + 1; break; }
      type = type * 128 + c;
    }
    this.expect(COLON);
    return type;
  }

  private plainName(): string {
    this.expect(QUOTE);
    const end = this.endOfString(this.at);
    const name = this.page.toString('utf8', this.at, end);
    this.at = end + 1;
    this.expect(COLON);
    this.next();
    return name;
  }

  private word(text: string): boolean {
    this.next();
    if (this.page.toString('latin1', this.at, this.at + text.length) !== text) return false;
    this.at += text.length;
    return true;
  }

  /** Passes any JSON value. */
  private skipValue(): void {
    const first = this.next();
    if (first === QUOTE) { this.at = this.endOfString(this.at + 1) + 1; return; }
    if (first !== OPEN && first !== OPEN_LIST) {
      while (this.at < this.page.length && !ENDS.has(this.page[this.at] ?? 0)) this.at += 1;
      return;
    }
    for (let depth = 0; ;) {
      const c = this.next();
      if (c === QUOTE) this.at = this.endOfString(this.at + 1);
      this.at += 1;
      if (c === OPEN || c === OPEN_LIST) depth += 1;
      else if ((c === CLOSE || c === CLOSE_LIST) && (depth -= 1) === 0) return;
    }
  }

  /** Where the text whose first byte is at `from` ends: its closing quote. */
  private endOfString(from: number): number {
    const { page } = this;
    for (let i = from; i < page.length; i += 1) {
      if (page[i] === QUOTE) return i;
      if (page[i] === BACKSLASH) i += 1;
    }
    return this.bad('the end of a text');
  }

  private expect(byte: number): void {
    if (this.page[this.at] !== byte && this.next() !== byte) this.bad(JSON.stringify(String.fromCharCode(byte)));
    this.at += 1;
  }

  /** The next byte that is no white space; stays there. */
  private next(): number {
    for (; ; this.at += 1) {
      const c = this.page[this.at];
      if (c === undefined) return this.bad('more');
      if (c > 0x20) return c;
    }
  }

  private bad(expected: string): never {
    throw new RedrillError('dynamodb.BadAnswer', `an answer of DynamoDB is not what its protocol says: at byte ${this.at} of ${this.page.length} ${expected} was expected, ${JSON.stringify(this.page.toString('utf8', this.at, this.at + 20))} found`, { actor: 'platform' });
  }
}

const ENDS: ReadonlySet<number> = new Set([COMMA, CLOSE, CLOSE_LIST, 0x20, 0x0a, 0x0d, 0x09]);

function typeCode(name: string): number {
  return [...Buffer.from(name)].reduce((code, c) => code * 128 + c, 0);
}

const TYPES = { S: typeCode('S'), N: typeCode('N'), B: typeCode('B'), BOOL: typeCode('BOOL'), NULL: typeCode('NULL'), M: typeCode('M'), L: typeCode('L'), SS: typeCode('SS'), NS: typeCode('NS'), BS: typeCode('BS') } as const;
