import { AwsError, type SandboxContext } from '../../service.ts';
import { engineOf } from './engine-of.ts';
import type { Snapshot } from './model.ts';
import { stateOf } from './state.ts';

/** Damages what a snapshot holds; all that the API tells of it stays as it was. */
export async function damageSnapshot(context: SandboxContext, snapshot: Snapshot, { mode, other }: { readonly mode: 'empty' | 'truncate' | 'swap'; readonly other: Snapshot | null }): Promise<void> {
  if (snapshot.point === null || (mode === 'swap' && (other === null || other.point === null))) throw new AwsError('InvalidDBSnapshotState', `The snapshot ${mode === 'swap' && snapshot.point !== null ? 'to swap with' : snapshot.name} has no content yet.`);
  const state = stateOf(context.catalogue);
  const engine = engineOf(context);
  const damaged = await engine.damagePoint(snapshot.point, { mode, ...(other?.point ? { other: other.point } : {}) });
  state.change(() => {
    state.snapshots.put({ ...snapshot, point: damaged.point });
    if (damaged.point !== snapshot.point && snapshot.point !== null) engine.releasePoint(snapshot.point);
  });
}
