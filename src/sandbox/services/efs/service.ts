import type { Service } from '../../service.ts';
import { efsControl } from './control.ts';
import { accessPoints } from './operations/access-points.ts';
import { fileSystems } from './operations/file-systems.ts';
import { mountTargets } from './operations/mount-targets.ts';
import { settings } from './operations/settings.ts';
import { tags } from './operations/tags.ts';
import { EFS_TABLES } from './tables.ts';
import { efsTimers } from './timers.ts';

/** EFS of the local account: a control plane over real folders of files. */
export const efsService: Service = {
  signingName: 'elasticfilesystem',
  tables: EFS_TABLES,
  operations: { ...fileSystems, ...mountTargets, ...accessPoints, ...settings, ...tags },
  asks: { DescribeReplicationConfigurations: (_call, input) => (input['FileSystemId'] === undefined ? '*' : []) },
  timers: efsTimers,
  control: efsControl,
};
