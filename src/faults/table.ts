import type { FaultModule } from '#contract/modules';
import { deleteVolume } from './ebs/delete-volume.ts';
import { deleteTable } from './dynamodb/delete-table.ts';
import { wipeIndices } from './opensearch/wipe-indices.ts';
import { deleteFileSystem } from './efs/delete-file-system.ts';
import { emptyFileSystem } from './efs/empty-file-system.ts';
import { deleteInstance } from './rds/delete-instance.ts';
import { cut } from './region/cut.ts';
import { deleteBucket } from './s3/delete-bucket.ts';
import { deleteObjects } from './s3/delete-objects.ts';

/** Faults by id. */
export const faults: ReadonlyMap<string, FaultModule<unknown>> = new Map<string, FaultModule<unknown>>([
  [deleteVolume.id, deleteVolume as FaultModule<unknown>],
  [deleteTable.id, deleteTable as FaultModule<unknown>],
  [wipeIndices.id, wipeIndices as FaultModule<unknown>],
  [emptyFileSystem.id, emptyFileSystem as FaultModule<unknown>],
  [deleteFileSystem.id, deleteFileSystem as FaultModule<unknown>],
  [deleteInstance.id, deleteInstance as FaultModule<unknown>],
  [cut.id, cut as FaultModule<unknown>],
  [deleteBucket.id, deleteBucket as FaultModule<unknown>],
  [deleteObjects.id, deleteObjects as FaultModule<unknown>],
]);
