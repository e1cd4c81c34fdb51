import type { SandboxContext } from '../../service.ts';
import { engineOf } from './engine-of.ts';
import type { AutomatedBackup } from './model.ts';
import { stateOf } from './state.ts';
import { DAY_MICROS } from './times.ts';

export interface RestoreWindow {
  readonly earliestMicros: number;
  readonly latestMicros: number;
}

/**
 * The moments that can be restored now; null while there is none. A lower retention cuts at once; a higher one does not reach backwards,
 * because what lay before the old one was expired when it was raised.
 */
export function restoreWindow(context: SandboxContext, backup: AutomatedBackup): RestoreWindow | null {
  const archive = engineOf(context).window(backup.ref);
  if (!archive) return null;
  const settings = stateOf(context.catalogue).instance(backup.ref)?.settings ?? backup.settings;
  const earliestMicros = Math.max(archive.earliestMicros, backup.earliestMicros, context.time.nowMicros() - settings.backupRetentionDays * DAY_MICROS);
  return earliestMicros <= archive.latestMicros ? { earliestMicros, latestMicros: archive.latestMicros } : null;
}
