import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { LineCounter, parseDocument, visit } from 'yaml';
import { findDuplicateKeys } from '#kit/find-duplicate-keys';
import { importDefault } from '#kit/import-default';
import { ioReason } from '#kit/io-reason';
import { usageError } from '#kit/redrill-error';

/** What a config file says, before any schema has seen it, and where each key stands in it (JSON and YAML). */
export interface RawConfig {
  readonly value: unknown;
  /** `:line:column` of a key path, or an empty text where the format cannot tell. */
  position(path: readonly PropertyKey[]): string;
}

/** Reads a `.ts`, `.mts`, `.js`, `.mjs`, `.json`, `.yaml` or `.yml` config. Duplicate keys are refused in every one of them. */
export async function readConfigFile(file: string): Promise<RawConfig> {
  const text = await readText(file);
  switch (extname(file)) {
    case '.json':
      return readJson(file, text);
    case '.yaml':
    case '.yml':
      return readYaml(file, text);
    case '.ts':
    case '.mts':
    case '.js':
    case '.mjs':
      return readModule(file, text);
    default:
      throw usageError('config.format', `${file}: unknown kind of file; expected a config that ends in .ts, .mjs, .json or .yaml`);
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw usageError('config.unreadable', `${file}: cannot be read: ${ioReason(error) ?? (error instanceof Error ? error.message : String(error))}; name the config file with --config`, error);
  }
}

async function readModule(file: string, text: string): Promise<RawConfig> {
  const duplicates = findDuplicateKeys(text);
  if (duplicates.length > 0) {
    throw usageError('config.duplicate-key', duplicates.map((one) => `${file}:${one.line}:${one.column}: ${one.path} is given twice; keep one, because the last would silently win`).join('\n'));
  }
  return { value: structuredCopy(file, await importDefault(file)), position: () => '' };
}

/** Config is plain data: functions, dates or class instances in it would not survive a record. */
function structuredCopy(file: string, value: unknown): unknown {
  try {
    return structuredClone(value);
  } catch (error) {
    throw usageError('config.not-data', `${file}: must be plain data (texts, numbers, true or false, lists, objects), got something that cannot be copied: ${error instanceof Error ? error.message : String(error)}`, error);
  }
}

function readJson(file: string, text: string): RawConfig {
  try {
    JSON.parse(text);
  } catch (error) {
    throw usageError('config.syntax', `${file}: is not JSON: ${error instanceof Error ? error.message : String(error)}`, error);
  }
  return readYaml(file, text);
}

function readYaml(file: string, text: string): RawConfig {
  const lines = new LineCounter();
  const document = parseDocument(text, { version: '1.2', uniqueKeys: true, lineCounter: lines, prettyErrors: false });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `:${line}:${col}`;
  };
  const [first] = document.errors;
  if (first) {
    const why = first.code === 'DUPLICATE_KEY' ? 'a key is given twice; keep one, because the last would silently win' : `is not YAML: ${first.message}`;
    throw usageError(first.code === 'DUPLICATE_KEY' ? 'config.duplicate-key' : 'config.syntax', `${file}${at(first.pos[0])}: ${why}`);
  }
  visit(document, {
    Alias: (_, node) => { throw usageError('config.alias', `${file}${at(node.range?.[0] ?? 0)}: aliases (*${node.source}) are not allowed; write the value out`); },
  });
  return {
    value: document.toJS({ maxAliasCount: 0 }) as unknown,
    position: (path) => {
      const node: unknown = path.length > 0 ? document.getIn(path, true) : document.contents;
      const range = typeof node === 'object' && node !== null && 'range' in node ? (node.range as readonly number[] | null) : null;
      return range?.[0] === undefined ? '' : at(range[0]);
    },
  };
}
