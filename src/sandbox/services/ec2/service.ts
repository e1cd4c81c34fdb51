import type { Service } from '../../service.ts';
import { attach } from './operations/attach.ts';
import { copySnapshot } from './operations/copy-snapshot.ts';
import { createSnapshots } from './operations/create-snapshots.ts';
import { createVolume } from './operations/create-volume.ts';
import { encryptionDefaults } from './operations/encryption-defaults.ts';
import { fastRestores } from './operations/fast-restores.ts';
import { modifyVolume } from './operations/modify-volume.ts';
import { recycleBin } from './operations/recycle-bin.ts';
import { snapshotLocks } from './operations/snapshot-locks.ts';
import { snapshotSharing } from './operations/snapshot-sharing.ts';
import { snapshots } from './operations/snapshots.ts';
import { surroundings } from './operations/surroundings.ts';
import { tags } from './operations/tags.ts';
import { volumeStatus } from './operations/volume-status.ts';
import { volumes } from './operations/volumes.ts';

/** EC2 as far as EBS needs it: volumes, snapshots, tags, Recycle Bin, and the records of network and computer around them. Its rows are EBS's. */
export const ec2Service: Service = {
  signingName: 'ec2',
  tables: '',
  operations: {
    CreateVolume: createVolume, ...volumes, ...modifyVolume, ...volumeStatus, ...attach,
    ...createSnapshots, ...snapshots, CopySnapshot: copySnapshot, ...snapshotSharing, ...snapshotLocks, ...fastRestores,
    ...encryptionDefaults, ...recycleBin, ...tags, ...surroundings,
  },
};
