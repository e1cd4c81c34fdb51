import type { CompareInput } from '#contract/modules';
import { microsOf } from '#kit/time';
import { keyOf, pathOf } from '#stores/efs/names';
import type { FileWrite } from './expected-file.ts';
import type { TreeContent } from './tree-content.ts';

/** What the platform wrote since the earlier of R and the manifest's moment, by key, oldest first. Its size follows those writes, not the store's. */
export async function writesSince({ binding, manifest, r, writes }: Pick<CompareInput, 'binding' | 'manifest' | 'r' | 'writes'>): Promise<ReadonlyMap<string, readonly FileWrite[]>> {
  const since = Math.min(microsOf(manifest.frozenAt), microsOf(r));
  const byKey = new Map<string, FileWrite[]>();
  for await (const { store, at, op, name, sha256, sizeBytes, before } of writes) {
    if (store !== binding.store || microsOf(at) <= since) continue;
    const key = keyOf(pathOf(name));
    const known = byKey.get(key) ?? [];
    known.push({ atMicros: microsOf(at), after: op === 'delete' ? null : bytesOnly(sha256 ?? '', sizeBytes), before: before === undefined ? undefined : before === null ? null : bytesOnly(before, null) });
    byKey.set(key, known);
  }
  for (const list of byKey.values()) list.sort((a, b) => a.atMicros - b.atMicros);
  return byKey;
}

function bytesOnly(sha256: string, sizeBytes: number | null): TreeContent {
  return { sha256, sizeBytes, mode: null, uid: null, gid: null, mtimeMicros: null, links: null };
}
