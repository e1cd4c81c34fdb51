import type { FaultModule } from '#contract/modules';
import { deleteInstance } from './rds/delete-instance.ts';
import { deleteBucket } from './s3/delete-bucket.ts';
import { deleteObjects } from './s3/delete-objects.ts';

/** Faults by id. */
export const faults: ReadonlyMap<string, FaultModule<unknown>> = new Map<string, FaultModule<unknown>>([
  [deleteInstance.id, deleteInstance as FaultModule<unknown>],
  [deleteBucket.id, deleteBucket as FaultModule<unknown>],
  [deleteObjects.id, deleteObjects as FaultModule<unknown>],
]);
