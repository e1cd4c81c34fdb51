import { rowTable, type Row } from '../backup/row-table.ts';

export type Tags = Readonly<Record<string, string>>;
export type Switch = 'ENABLED' | 'DISABLED';
export type LifecyclePolicy = Readonly<Record<string, string>>;

/** A file system; `state` is its life-cycle state, `due` when that ends, `resource` its creation token. */
export interface FileSystem extends Row {
  readonly performanceMode: string;
  readonly throughputMode: string;
  readonly provisionedMibps: number | null;
  /** Null: not encrypted at rest. */
  readonly keyArn: string | null;
  /** A One Zone file system's zone. */
  readonly zone: string | null;
  readonly tags: Tags;
  readonly policy: string | null;
  readonly backups: Switch;
  readonly lifecycle: readonly LifecyclePolicy[];
  readonly protection: Switch;
  /** What it was last seen to hold: EFS meters about every hour. */
  readonly metered: { readonly bytes: number; readonly atMicros: number };
}

/** A way into a file system from one zone; `resource` is the file system's id. */
export interface MountTarget extends Row {
  readonly subnet: string;
  readonly zone: string;
  readonly ip: string;
  readonly securityGroups: readonly string[];
}

/** A door that leads to one folder as one user; `resource` is the file system's id. */
export interface AccessPoint extends Row {
  readonly token: string;
  readonly tags: Tags;
  readonly posixUser: { readonly uid: number; readonly gid: number; readonly secondaryGids: readonly number[] } | null;
  readonly path: string;
  /** How the folder is made when a client mounts and it is not there. */
  readonly creation: { readonly uid: number; readonly gid: number; readonly mode: number } | null;
}

export const FILE_SYSTEMS = rowTable<FileSystem>('efs_file_system');
export const MOUNT_TARGETS = rowTable<MountTarget>('efs_mount_target');
export const ACCESS_POINTS = rowTable<AccessPoint>('efs_access_point');
