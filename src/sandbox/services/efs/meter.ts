import type { SandboxContext } from '../../service.ts';
import { FILE_SYSTEMS, type FileSystem } from './model.ts';
import { treePath } from './tree/tree-path.ts';
import { allOf, walkTree } from './tree/walk-tree.ts';

const HOUR_MICROS = 3_600_000_000;
/** EFS meters whole pieces of 4 KiB for data and as much for each name. */
const PIECE_BYTES = 4096;

/** The file system with its size as EFS last metered it: about every hour, so a size that is told may be an hour old, as on AWS. */
export async function meter(context: SandboxContext, system: FileSystem): Promise<FileSystem> {
  const atMicros = context.time.nowMicros();
  if (system.state !== 'available' || atMicros - system.metered.atMicros < HOUR_MICROS) return system;
  const found = await walkTree(treePath(context, system.id));
  let bytes = 0;
  for (const { kind, size } of found === null ? [] : allOf(found)) bytes += PIECE_BYTES + (kind === 'file' ? Math.ceil(size / PIECE_BYTES) * PIECE_BYTES : 0);
  // it may have been changed or deleted while its files were counted
  const now = FILE_SYSTEMS.find(context.catalogue, system.id);
  if (!now) return system;
  const metered = { ...now, metered: { bytes, atMicros } };
  FILE_SYSTEMS.put(context.catalogue, metered);
  return metered;
}
