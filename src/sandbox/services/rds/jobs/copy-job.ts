import { regionFaultsOf } from '../../../regions/region-faults.ts';
import type { Place } from '../../../service.ts';
import { errors } from '../errors.ts';
import type { Snapshot } from '../model.ts';
import { note } from '../notes.ts';
import { requireKey } from '../scope.ts';
import { modelledMicros } from '../times.ts';
import type { JobKind, JobScope } from './job-kind.ts';

/** A snapshot's content under another name, key, region or account. */
export const copyJob: JobKind = {
  waits: ({ context, job }) => {
    const [source, target] = [job.data['source'] as Place, job.data['target'] as Place];
    return regionFaultsOf(context.catalogue).holds(source.region, target.region);
  },
  work: async ({ context, state, engine, job }) => {
    const target = named(state, job.data['target']);
    if (!target) return null;
    const source = named(state, job.data['source']);
    if (!source || source.point === null) throw errors.snapshotNotFound(String((job.data['source'] as { readonly name?: string }).name));
    const by = job.data['by'] as { readonly account: string; readonly arn: string };
    if (source.keyArn !== null) requireKey({ context, by }, source.keyArn, 'decrypt');
    const point = await engine.copyPoint(source.point, target.keyArn);
    const endsMicros = job.started + modelledMicros(context, 'rds-snapshot', point.sizeBytes);
    state.change(() => state.snapshots.put({ ...target, point: point.point, sizeBytes: point.sizeBytes, createdMicros: job.started, originalCreatedMicros: source.originalCreatedMicros ?? source.createdMicros, endsMicros }));
    return { next: 'finish', atMicros: endsMicros };
  },
  finish: ({ context, state, job }) => {
    const target = named(state, job.data['target']);
    if (!target) return;
    state.snapshots.put({ ...target, status: 'available' });
    note(context, 'db-snapshot', target, { message: `Finished copy of snapshot ${target.source?.arn ?? ''} from region ${target.source?.region ?? target.region}`, categories: ['notification'] });
  },
  failed: ({ context, state, job }, message) => {
    const target = named(state, job.data['target']);
    if (!target) return;
    state.snapshots.put({ ...target, status: 'failed' });
    note(context, 'db-snapshot', target, { message: `The snapshot could not be copied: ${message}`, categories: ['failure'] });
  },
};

function named(state: JobScope['state'], where: unknown): Snapshot | null {
  const place = where as Place & { readonly name: string };
  return state.snapshots.find(place, place.name);
}
