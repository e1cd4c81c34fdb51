import type { SandboxContext } from '../../../service.ts';
import type { FastRestore } from '../model.ts';
import { ebsState } from '../state.ts';
import { GIB } from '../volumes/image.ts';

/** Enabling takes an hour for each TiB of the snapshot (EBS guide, fast snapshot restore). */
const SECONDS_PER_GIB = 3600 / 1024;

/** Moves a fast snapshot restore on: enabling, optimizing, enabled; disabling, gone. */
export function stepFastRestore(context: SandboxContext, fast: FastRestore): void {
  const { fastRestores } = ebsState(context);
  const now = Math.floor(context.time.nowMicros());
  context.catalogue.transaction(() => {
    switch (fast.state) {
      case 'enabling': return void fastRestores.put({ ...fast, state: 'optimizing', optimizingMicros: now, due: now + optimizingMicros(context, fast) });
      case 'optimizing': return void fastRestores.put({ ...fast, state: 'enabled', enabledMicros: now, due: null });
      case 'disabling': return fastRestores.remove(fast.id);
      case 'enabled': return void fastRestores.put({ ...fast, due: null });
    }
  });
}

function optimizingMicros(context: SandboxContext, { snapshotId }: FastRestore): number {
  const bytes = (ebsState(context).snapshots.find(snapshotId)?.sizeGiB ?? 1) * GIB;
  return Math.round((bytes / GIB) * SECONDS_PER_GIB * context.settings.get('duration-factor') * 1_000_000);
}
