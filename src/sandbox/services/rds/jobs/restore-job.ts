import { EngineFailure, type RestoreSource } from '../engine/db-engine.ts';
import { note } from '../notes.ts';
import { modelledMicros, SECOND_MICROS } from '../times.ts';
import { becomeReady, READY_SHARE } from './become-ready.ts';
import { engineInstance, type JobKind } from './job-kind.ts';

/** Data of a `restore` job. */
export interface RestoreOrder {
  readonly from: RestoreSource;
  /** For the event: what it was restored from. */
  readonly words: string;
  /** Key of the source; the restore needs it usable. */
  readonly keyArn: string | null;
  readonly sizeBytes: number;
}

/** No published figure: how fast blocks of a restored volume fill in while nobody reads them. */
const LAZY_BYTES_PER_SECOND = 50_000_000;

/** An instance from a snapshot or a moment of an archive; half-made ones are begun anew after a crash. */
export const restoreJob: JobKind = {
  work: async ({ context, state, engine, job }) => {
    const instance = state.instance(job.ref);
    if (!instance) return null;
    const order = orderOf(job.data);
    const problem = order.keyArn === null ? null : context.keys.problem(order.keyArn, 'decrypt', null);
    if (problem) throw new EngineFailure(`The KMS key ${order.keyArn} cannot be used: ${problem.message}`);
    await engine.restore(engineInstance(instance), order.from);
    const share = instance.settings.backupRetentionDays > 0 ? READY_SHARE : 1;
    return { next: 'finish', atMicros: job.started + share * modelled(context, order) };
  },
  finish: (scope) => {
    const order = orderOf(scope.job.data);
    const endsMicros = scope.job.started + modelled(scope.context, order);
    const lazyMicros = (60 + order.sizeBytes / LAZY_BYTES_PER_SECOND) * SECOND_MICROS * scope.context.settings.get('duration-factor');
    becomeReady(scope, {
      endsMicros,
      message: order.words,
      categories: ['restoration'],
      storageInit: lazyMicros > 0 ? { fromMicros: scope.context.time.nowMicros(), untilMicros: endsMicros + lazyMicros } : null,
    });
  },
  failed: ({ context, state, job }, message) => {
    const instance = state.edit(job.ref, () => ({ status: 'restore-error', trouble: { message, sinceMicros: context.time.nowMicros() } }));
    if (instance) note(context, 'db-instance', instance, { message: `The DB instance could not be restored: ${message}`, categories: ['failure', 'restoration'] });
  },
};

function modelled(context: Parameters<typeof modelledMicros>[0], order: RestoreOrder): number {
  return modelledMicros(context, order.from.kind === 'point' ? 'rds-restore' : 'rds-pitr', order.sizeBytes);
}

function orderOf(data: Readonly<Record<string, unknown>>): RestoreOrder {
  return data['order'] as RestoreOrder;
}
