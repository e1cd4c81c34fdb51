import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareUtf8 } from '#stores/s3/utf8-order';
import { MessageScanner } from './message-scanner.ts';
import { parsePointerValue, pointerValue } from './pointer-value.ts';
import { parseRowName, rowDigest, rowName } from './row-digest.ts';
import { RowSum } from './row-sum.ts';
import { sortKey } from './sort-key.ts';
import { columnText, plainText, quoteIdent, quoteLiteral } from './sql-text.ts';

/** Text with many of the characters that names and COPY treat specially. */
const text = fc.string({ unit: fc.oneof(fc.constantFrom('/', '\\', '\t', '\n', '\u007f', 'n', 't', '0', "'", '"', '😀', '\uffff'), fc.string({ minLength: 1, maxLength: 1, unit: 'grapheme' })), maxLength: 12 }).filter((each) => !each.includes('\0'));

describe('the name of a row', () => {
  it('reads well for ordinary rows', () => {
    expect(rowName('portal.users', ['17'])).toBe('portal.users/17');
    expect(rowName('portal.members', ['3', 'ada@example.org'])).toBe('portal.members/3/ada@example.org');
    expect(parseRowName('portal.users')).toBeNull();
  });

  it('gives table and key back, whatever they hold, so two rows never share one', () => {
    fc.assert(fc.property(text.filter((table) => table !== ''), fc.array(text, { minLength: 1, maxLength: 3 }), (table, key) => {
      const copied = key.map(columnText);
      expect(parseRowName(rowName(table, copied))).toEqual({ table, key: copied });
      expect(copied.map(plainText)).toEqual(key);
    }));
  });
});

describe('the order of keys', () => {
  it('of whole numbers is that of their values', () => {
    fc.assert(fc.property(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), (a, b) => {
      const [x, y] = [a, b].map((value) => sortKey([{ kind: 'int' }], [String(value)])) as [string, string];
      expect(Math.sign(compareUtf8(x, y))).toBe(a < b ? -1 : a > b ? 1 : 0);
    }), { numRuns: 500 });
  });

  it('of text is that of its UTF-8 bytes, column by column', () => {
    fc.assert(fc.property(text, text, fc.integer(), fc.integer(), (a, b, m, n) => {
      const [x, y] = [sortKey([{ kind: 'text' }, { kind: 'int' }], [columnText(a), String(m)]), sortKey([{ kind: 'text' }, { kind: 'int' }], [columnText(b), String(n)])];
      const wanted = Buffer.compare(Buffer.from(a), Buffer.from(b)) || m - n;
      expect(Math.sign(compareUtf8(x, y))).toBe(Math.sign(wanted));
    }), { numRuns: 500 });
  });
});

describe('the sum of rows', () => {
  const digests = (lines: readonly string[]): string[] => lines.map((line) => rowDigest(Buffer.from(line)));
  const sumOf = (hex: readonly string[]): string => {
    const sum = new RowSum();
    for (const each of hex) sum.add(Buffer.from(each, 'hex').toString('latin1'), 1);
    return sum.digest();
  };

  it('is the plain sum of the digests, in any order, in hex and in bytes', () => {
    fc.assert(fc.property(fc.array(fc.string(), { maxLength: 30 }), (lines) => {
      const hex = digests(lines);
      const plain = hex.reduce((total, each) => total + BigInt(`0x${each}`), 0n);
      const wanted = `${lines.length}:${BigInt.asUintN(256, plain).toString(16).padStart(64, '0')}`;
      const fromHex = new RowSum();
      for (const each of hex) fromHex.addHex(each, 1);
      expect([sumOf(hex), sumOf([...hex].reverse()), fromHex.digest()]).toEqual([wanted, wanted, wanted]);
    }));
  });

  it('tells one changed, one missing and one doubled row', () => {
    const hex = digests(['a', 'b', 'c']);
    const all = [hex, digests(['a', 'b', 'd']), hex.slice(1), [...hex, hex[0] ?? ''], [hex[0] ?? '', hex[0] ?? '', hex[2] ?? '']].map(sumOf);
    expect(new Set(all).size).toBe(5);
  });
});

describe('rows in chunks of a socket', () => {
  const message = (type: string, body: Buffer): Buffer => {
    const head = Buffer.alloc(5);
    head.write(type, 0, 'latin1');
    head.writeUInt32BE(body.length + 4, 1);
    return Buffer.concat([head, body]);
  };

  it('are the same however the chunks are cut, and what follows them is handed back', () => {
    fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 20 }), fc.array(fc.nat(30), { maxLength: 60 }), (rows, cuts) => {
      const stream = Buffer.concat([message('H', Buffer.alloc(7)), ...rows.flatMap((row, i) => (i === 3 ? [message('N', Buffer.from('notice')), message('d', Buffer.from(row))] : [message('d', Buffer.from(row))])), message('c', Buffer.alloc(0)), message('C', Buffer.from('COPY 1'))]);
      const scanner = new MessageScanner();
      const found: Buffer[] = [];
      const rest: Buffer[] = [];
      let at = 0;
      for (let i = 0; at < stream.length; i += 1) {
        const chunk = stream.subarray(at, at + (cuts[i % Math.max(cuts.length, 1)] ?? 7) + 1);
        at += chunk.length;
        if (rest.length > 0) { rest.push(chunk); continue; }
        const scanned = scanner.scan(Buffer.from(chunk));
        if (scanned === null) continue;
        const { bytes, starts, ends, count } = scanned.batch;
        for (let k = 0; k < count; k += 1) found.push(Buffer.from(bytes.subarray(starts[k], ends[k])));
        if (scanned.rest !== null) rest.push(scanned.rest);
      }
      expect(found.map((row) => [...row])).toEqual(rows.map((row) => [...row]));
      expect(Buffer.concat(rest).equals(Buffer.concat([message('c', Buffer.alloc(0)), message('C', Buffer.from('COPY 1'))]))).toBe(true);
    }), { numRuns: 300 });
  });
});

it('quotes names and texts so that nothing in them is SQL', () => {
  expect(quoteIdent('a"; drop table x')).toBe('"a""; drop table x"');
  expect([quoteLiteral("it's"), quoteLiteral('a\\')]).toEqual(["'it''s'", " E'a\\\\'"]);
});

it('a pointer names host, port and database, and anything else is refused', () => {
  for (const address of [{ host: '127.0.0.1', port: 5432, database: 'portal' }, { host: '::1', port: 1, database: 'a b' }]) expect(parsePointerValue(pointerValue(address), 'p')).toEqual(address);
  for (const bad of ['', 'portal', 'http://127.0.0.1:1/x', 'postgresql://127.0.0.1/x', 'postgresql://127.0.0.1:1/', 'postgresql://u@127.0.0.1:1/x']) expect(() => parsePointerValue(bad, 'p')).toThrow(expect.objectContaining({ code: 'rds.BadPointer' }));
});
