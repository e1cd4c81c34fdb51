import type { CompareInput } from '#contract/modules';
import { microsOf } from '#kit/time';
import { parseRowName } from '#stores/rds/row-digest';
import type { RowWrite } from './expected-row.ts';

/** Table -> name of row -> its writes, oldest first. */
export type WritesByTable = ReadonlyMap<string, ReadonlyMap<string, readonly RowWrite[]>>;

/**
 * What the platform wrote to a store since the earlier of R and the manifest's moment. Its size follows those writes, not the store's.
 * Rows are named as `rowName` does; `before` and `sha256` are digests as `rowDigest` makes them.
 */
export async function writesSince({ binding, manifest, r, writes }: Pick<CompareInput, 'binding' | 'manifest' | 'r' | 'writes'>): Promise<WritesByTable> {
  const since = Math.min(microsOf(manifest.frozenAt), microsOf(r));
  const tables = new Map<string, Map<string, RowWrite[]>>();
  for await (const { store, at, op, name, sha256, sizeBytes, before } of writes) {
    if (store !== binding.store) continue;
    const atMicros = microsOf(at);
    const table = parseRowName(name)?.table;
    if (table === undefined || atMicros <= since) continue;
    const rows = tables.get(table) ?? new Map<string, RowWrite[]>();
    const known = rows.get(name) ?? [];
    const contentOf = (digest: string | null): { sha256: string; sizeBytes: null } | null => (digest === null ? null : { sha256: digest, sizeBytes: null });
    known.push({ atMicros, after: op === 'delete' ? null : { sha256: sha256 ?? '', sizeBytes }, before: before === undefined ? undefined : contentOf(before) });
    tables.set(table, rows.set(name, known));
  }
  for (const rows of tables.values()) for (const list of rows.values()) list.sort((a, b) => a.atMicros - b.atMicros);
  return tables;
}
