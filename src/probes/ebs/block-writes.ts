import type { CompareInput } from '#contract/modules';
import { microsOf } from '#kit/time';
import { parseBlockName } from '#stores/ebs/volume-layout';
import type { RowWrite } from '../rds/expected-row.ts';
import type { RowContent } from '../rds/row-content.ts';

/** Index of a block -> what the platform wrote to it, oldest first. */
export type WritesByBlock = ReadonlyMap<number, readonly RowWrite[]>;

/** What the platform wrote to a volume since the earlier of R and the manifest's moment. `before` and `sha256` are digests of whole blocks. */
export async function blockWritesSince({ binding, manifest, r, writes }: Pick<CompareInput, 'binding' | 'manifest' | 'r' | 'writes'>): Promise<WritesByBlock> {
  const since = Math.min(microsOf(manifest.frozenAt), microsOf(r));
  const blocks = new Map<number, RowWrite[]>();
  for await (const { store, at, op, name, sha256, sizeBytes, before } of writes) {
    const index = store === binding.store ? parseBlockName(name) : null;
    const atMicros = microsOf(at);
    if (index === null || atMicros <= since) continue;
    const contentOf = (digest: string | null): RowContent | null => (digest === null ? null : { sha256: digest, sizeBytes });
    const known = blocks.get(index) ?? [];
    known.push({ atMicros, after: op === 'delete' ? null : contentOf(sha256), before: before === undefined ? undefined : contentOf(before) });
    blocks.set(index, known);
  }
  for (const list of blocks.values()) list.sort((a, b) => a.atMicros - b.atMicros);
  return blocks;
}
