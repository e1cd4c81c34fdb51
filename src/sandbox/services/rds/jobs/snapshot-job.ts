import type { EnginePoint } from '../engine/db-engine.ts';
import type { Snapshot } from '../model.ts';
import { note } from '../notes.ts';
import { modelledMicros } from '../times.ts';
import type { JobKind, JobScope } from './job-kind.ts';

/** The bytes of a snapshot: a point of the engine's archive, then the modelled copying. */
export const snapshotJob: JobKind = {
  work: async (scope) => {
    const { context, state, engine, job } = scope;
    const snapshot = snapshotOf(scope);
    if (!snapshot) return null;
    const point = await engine.snapshot(job.ref, snapshot.keyArn);
    const given = job.data['endsMicros'];
    const endsMicros = typeof given === 'number' ? given : job.started + modelledMicros(context, 'rds-snapshot', point.sizeBytes);
    state.change(() => state.snapshots.put({ ...snapshot, ...pointed(point), endsMicros }));
    return { next: 'finish', atMicros: endsMicros };
  },
  finish: (scope) => {
    const snapshot = snapshotOf(scope);
    if (snapshot) scope.state.snapshots.put({ ...snapshot, status: 'available' });
    backToAvailable(scope);
    if (!snapshot) return;
    if (snapshot.type === 'automated') note(scope.context, 'db-instance', { ...snapshot, name: snapshot.instanceName }, { message: 'Finished DB Instance backup', categories: ['backup'] });
    note(scope.context, 'db-snapshot', snapshot, { message: snapshot.type === 'automated' ? 'Automated snapshot created' : 'Manual snapshot created', categories: ['creation'] });
  },
  failed: (scope, message) => {
    const snapshot = snapshotOf(scope);
    if (snapshot) scope.state.snapshots.put({ ...snapshot, status: 'failed' });
    backToAvailable(scope);
    if (snapshot) note(scope.context, 'db-instance', { ...snapshot, name: snapshot.instanceName }, { message: `Unable to take the snapshot ${snapshot.name}: ${message}`, categories: ['failure', 'backup'] });
  },
};

/** What an engine's point tells of a snapshot. */
export function pointed(point: EnginePoint): Pick<Snapshot, 'point' | 'sizeBytes' | 'createdMicros'> {
  return { point: point.point, sizeBytes: point.sizeBytes, createdMicros: point.atMicros };
}

function snapshotOf({ state, job: { data } }: JobScope): Snapshot | null {
  return state.snapshots.find({ account: String(data['account']), region: String(data['region']) }, String(data['name']));
}

function backToAvailable({ state, job }: JobScope): void {
  state.edit(job.ref, ({ status }) => (status === 'backing-up' ? { status: 'available' } : {}));
}
