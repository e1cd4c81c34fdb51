import { hash } from 'node:crypto';
import type { RunEvent } from '#contract/events';
import { usageError } from '#kit/redrill-error';
import { secretsIn } from '#kit/secret-text';
import type { BundleFiles, RedactedLine } from './bundle-format.ts';

/** What to remove: fields of events by path (`run.started.command`, `*.note`), texts that look like secrets, and given texts. */
export interface Redaction {
  readonly fields: readonly string[];
  readonly secrets: boolean;
  /** Gives the salt of each removed value; chance from outside, so that the same salts give the same bytes. */
  salt(): string;
}

/** What stood there, for whoever made the bundle: with salt and value anyone can check the commitment in it. */
export interface RedactionSecret {
  readonly seq: number;
  readonly path: string;
  readonly salt: string;
  readonly value: unknown;
}

export interface Redacted {
  readonly files: BundleFiles;
  readonly lines: readonly RedactedLine[];
  readonly secrets: readonly RedactionSecret[];
}

/** Files that are proved by hash elsewhere, or are no text of the run: a secret in one of them cannot be taken out, and refuses the bundle. */
const FIXED = /^(beacons\/|manifests\/|checkpoints\.ndjson$|anchor\.json$|witness\.ndjson$|ledger\.ndjson$|runbooks\/)/;
const EVENTS = 'events.ndjson';
/** Shorter texts are words: taking them out everywhere would take out others too. */
const LEAST_CHARACTERS = 6;

/** Takes values out of the record, each replaced by a salted hash, and out of every report that repeats them. The chain holds by the hashes of the lines as written. */
export function redactFiles(files: BundleFiles, how: Redaction): Redacted {
  const record = files.get(EVENTS) ?? Buffer.alloc(0);
  const lines = record.toString('utf8').split('\n');
  const gone = new Set<string>();
  for (const line of lines) collect(line, how, gone);
  if (how.secrets) for (const bytes of files.values()) for (const text of bytes.length > 8_000_000 ? [] : secretsIn(bytes.toString('utf8'))) gone.add(text);
  if (gone.size === 0 && how.fields.length === 0) return { files, lines: [], secrets: [] };
  const done = redactLines(lines, how, gone);
  const texts = [...gone].filter((text) => text.length >= LEAST_CHARACTERS).sort((a, b) => b.length - a.length);
  const out = new Map([...files].map(([name, bytes]) => [name, name === EVENTS ? Buffer.from(done.text) : without(name, bytes, texts)] as const));
  return { files: out, lines: done.lines, secrets: done.secrets };
}

/** The values that go: those of the named fields, and what looks like a secret. */
function collect(line: string, how: Redaction, gone: Set<string>): void {
  if (line === '') return;
  const event = JSON.parse(line) as RunEvent;
  walk(event.data, '', (path, value) => {
    if (typeof value === 'string' && named(event.type, path, how.fields)) gone.add(value);
  });
}

function redactLines(lines: readonly string[], how: Redaction, gone: ReadonlySet<string>): { readonly text: string; readonly lines: readonly RedactedLine[]; readonly secrets: readonly RedactionSecret[] } {
  const redacted: RedactedLine[] = [];
  const secrets: RedactionSecret[] = [];
  const texts = [...gone].filter((text) => text.length >= LEAST_CHARACTERS);
  const out = lines.map((line) => {
    if (line === '') return line;
    const event = JSON.parse(line) as RunEvent;
    const fields: { path: string; commitment: string }[] = [];
    const data = walk(event.data, '', (path, value) => {
      const goes = named(event.type, path, how.fields) || (typeof value === 'string' && texts.some((text) => value.includes(text)));
      if (!goes) return undefined;
      const salt = how.salt();
      const commitment = hash('sha256', `${salt}${JSON.stringify(value)}`, 'hex');
      fields.push({ path, commitment });
      secrets.push({ seq: event.seq, path, salt, value });
      return `[redacted sha256:${commitment}]`;
    });
    if (fields.length === 0) return line;
    redacted.push({ seq: event.seq, sha256: hash('sha256', line, 'hex'), fields });
    return JSON.stringify({ ...event, data });
  });
  return { text: out.join('\n'), lines: redacted, secrets };
}

/** Visits every leaf; what the visitor gives back takes its place. */
function walk(value: unknown, path: string, visit: (path: string, value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((one, index) => walk(one, `${path}${path === '' ? '' : '.'}${index}`, visit));
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, walk(one, `${path}${path === '' ? '' : '.'}${name}`, visit)]));
  return visit(path, value) ?? value;
}

/** `type.path`, where a star stands for one or more names: `run.started.people.operator`, `step.ended.note`, `*.note`. */
function named(type: string, path: string, patterns: readonly string[]): boolean {
  const whole = `${type}.${path}`;
  return patterns.some((pattern) => {
    if (pattern === whole || whole.startsWith(`${pattern}.`)) return true;
    return pattern.includes('*') && new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.+')}(\\..+)?$`).test(whole);
  });
}

function without(name: string, bytes: Buffer, texts: readonly string[]): Buffer {
  const hit = texts.filter((text) => bytes.includes(text) || bytes.includes(escaped(text)));
  if (hit.length === 0) return bytes;
  if (FIXED.test(name)) throw usageError('bundle.redact-fixed', `${name} holds something that is to be redacted, and its bytes are proved by a hash in the record, so nothing can be taken out of it: redact less, or keep this bundle to yourself`);
  return Buffer.from(hit.reduce((text, one) => text.replaceAll(one, '[redacted]').replaceAll(escaped(one), '[redacted]'), bytes.toString('utf8')));
}

/** As it stands inside a JSON text. */
function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
