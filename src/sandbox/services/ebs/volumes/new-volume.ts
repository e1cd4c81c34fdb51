import type { SandboxContext } from '../../../service.ts';
import { newId } from '../ids.ts';
import type { Snapshot, Tags, Volume, VolumeShape } from '../model.ts';
import { ebsState } from '../state.ts';
import { modelledMicros } from '../times.ts';

/** What is chosen about a new volume. */
export interface VolumeOrder {
  readonly id?: string;
  readonly account: string;
  readonly region: string;
  readonly shape: VolumeShape;
  readonly zone: string;
  readonly keyArn: string | null;
  readonly snapshot: Snapshot | null;
  readonly tags: Tags;
  /** MiB a second at which blocks are loaded; null for the default. */
  readonly initRate: number | null;
  readonly clientToken?: string;
  readonly restoreJob?: string;
  /** Why it will end in error: keys are looked at asynchronously. */
  readonly failure: string | null;
  readonly model: 'ebs-control' | 'restore-ebs';
}

const MIB = 1_048_576;

/** Puts a volume that is being created into the catalogue; its image is made by the timer. Inside `change` only. */
export function newVolume(context: SandboxContext, order: VolumeOrder): Volume {
  const state = ebsState(context);
  const now = Math.floor(context.time.nowMicros());
  const { snapshot, account, region } = order;
  const id = order.id ?? newId('vol');
  const map = order.failure === null ? snapshot?.map ?? null : null;
  if (map !== null) state.store.retainMap(map);
  const readyMicros = now + modelledMicros(context, order.model);
  const fastRestored = snapshot !== null && state.fastRestores.find(`${snapshot.id}/${order.zone}`)?.state === 'enabled';
  const volume = state.volumes.put({
    id, account, region, due: now, ...order.shape, state: 'creating', createdMicros: now, zone: order.zone, keyArn: order.keyArn, snapshotId: snapshot?.id ?? null, lineage: snapshot?.lineage ?? id,
    sourceMap: map, filled: false, readyMicros, failure: order.failure, fastRestored,
    init: snapshot === null || fastRestored ? null : { fromMicros: readyMicros, untilMicros: readyMicros + initMicros(context, snapshot.dataBytes, order.initRate), rate: order.initRate },
    attachment: null, modification: null, autoEnableIo: false, bin: null, base: null, clientToken: order.clientToken ?? null, restoreJob: order.restoreJob ?? null,
  });
  state.tags.add(volume, id, order.tags);
  return volume;
}

/** Provisioned: size by rate (EBS guide, initialize-volume); else the model. */
function initMicros(context: SandboxContext, bytes: number, rate: number | null): number {
  const model = modelledMicros(context, 'ebs-initialise', bytes);
  return rate === null ? model : Math.round((bytes / (rate * MIB)) * context.settings.get('duration-factor') * 1_000_000);
}
