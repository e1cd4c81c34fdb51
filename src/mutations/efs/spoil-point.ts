import type { DrillContext, MutationModule } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { RedrillError, usageError } from '#kit/redrill-error';
import { newestCompleted } from '#stores/backup/newest-point';
import { ownVaultOf } from '#stores/backup/serving-vault';
import { removePoint, snapshotPoints } from './vault-content.ts';

export interface Spoil {
  /** Of the mutation. */
  readonly id: string;
  readonly mode: 'empty' | 'truncate' | 'swap';
  /** In words, of the point: "holds a file system without content". */
  readonly means: string;
  /** For `swap`: makes the point whose content the newest one gets. */
  other?(context: DrillContext, store: StoreConfig): Promise<string>;
}

/** Damages what the newest point of the store holds, below the API: the vault goes on saying COMPLETED. Put-back deletes the point. */
export function spoilPoint(spoil: Spoil): Required<Pick<MutationModule, 'kind' | 'sabotage' | 'undo'>> {
  return { kind: 'backup', sabotage: (context, store) => damage(context, store, spoil), undo: (context, store) => takeAway(context, store, spoil) };
}

async function damage(context: DrillContext, store: StoreConfig, spoil: Spoil): Promise<string> {
  const { control } = context.targets;
  if (control === null) throw usageError('mutation.no-control', `${spoil.id} damages a recovery point below the API, which only the sandbox can do`);
  // It may take long, and points may be made meanwhile: the newest one is chosen only right before it is damaged.
  const other = await spoil.other?.(context, store);
  const point = await chosenPoint(context, store, spoil);
  return context.effect<string>({
    id: effectOf(store, spoil),
    what: `damage what the recovery point ${point} holds`,
    destructive: true,
    // Damaging it twice comes to the same.
    probe: async () => undefined,
    act: async () => {
      await control.call('damage-recovery-point', { recoveryPointArn: point, mode: spoil.mode, ...(other === undefined ? {} : { other }) });
      return `the recovery point ${point} ${spoil.means}, and the vault still says COMPLETED`;
    },
  });
}

/** A damaged point would be found and used by whoever restores next; one that was merely chosen is as good as ever and stays. */
async function takeAway(context: DrillContext, store: StoreConfig, spoil: Spoil): Promise<void> {
  if (!context.effects().some(({ id }) => id === effectOf(store, spoil))) return;
  await removePoint(context, ownVaultOf(store), await chosenPoint(context, store, spoil));
}

function effectOf({ id }: StoreConfig, spoil: Spoil): string {
  return `3-disrupt/mutation/${spoil.id}/${id}`;
}

/** Settled before anything is damaged, so that put-back takes away exactly this one, whatever the store is bound to by then. */
function chosenPoint(context: DrillContext, store: StoreConfig, spoil: Spoil): Promise<string> {
  return context.effect<string>({
    id: `${effectOf(store, spoil)}/point`,
    what: 'choose the recovery point to damage',
    destructive: false,
    // Nothing has changed yet: choosing again is free.
    probe: async () => undefined,
    act: () => newestPoint(context, store),
  });
}

async function newestPoint(context: DrillContext, store: StoreConfig): Promise<string> {
  const point = newestCompleted(await snapshotPoints(context, store), context.clock.nowMicros());
  if (point === null) throw new RedrillError('mutation.nothing-to-spoil', `vault ${ownVaultOf(store).resource} holds no completed snapshot of ${context.binding(store.id).resource} that could be damaged`, { actor: 'platform' });
  return point.arn;
}
