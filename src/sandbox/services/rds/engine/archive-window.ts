import { windowBase } from './collect.ts';
import type { EngineParts } from './engine-parts.ts';

/** The moments of drill time that an archive can restore; null for none. */
export function archiveWindow({ context, rows }: Pick<EngineParts, 'context' | 'rows'>, resource: string): { readonly earliestMicros: number; readonly latestMicros: number } | null {
  const archive = rows.archive(resource);
  const first = archive?.open === 1 ? windowBase(rows.bases(resource), archive.expired === 0 ? 0 : context.clockMap.realOfDrill(archive.expired)) : null;
  return archive && first ? { earliestMicros: Math.max(archive.expired, context.clockMap.drillOfReal(first.stopped_real)), latestMicros: archive.latest } : null;
}
