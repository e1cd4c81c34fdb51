import { z } from 'zod';

const text = z.string().min(1);
const whole = z.number().int().min(0);
const tag = z.strictObject({ Key: z.string().min(1), Value: z.string() });
const policyDocument = z.object({ Version: z.string().optional(), Statement: z.array(z.record(z.string(), z.unknown())) });

const settingsSchema = z.strictObject({
  PerformanceMode: z.enum(['generalPurpose', 'maxIO']),
  ThroughputMode: z.enum(['bursting', 'provisioned', 'elastic']),
  ProvisionedThroughputInMibps: z.number().positive().nullable().default(null),
  Encrypted: z.boolean(),
  /** ARN, id or alias. */
  KmsKeyId: text.nullable().default(null),
  /** One for each zone from which the file system is mounted. */
  MountTargets: z.array(z.strictObject({ SubnetId: text, SecurityGroups: z.array(text).min(1) })).min(1),
  AccessPoints: z.array(z.strictObject({
    /** Names it for people, and is its client token: the same definition never makes a second one. */
    Name: text,
    PosixUser: z.strictObject({ Uid: whole, Gid: whole, SecondaryGids: z.array(whole).default([]) }).nullable().default(null),
    RootDirectory: z.strictObject({ Path: z.string().startsWith('/'), CreationInfo: z.strictObject({ OwnerUid: whole, OwnerGid: whole, Permissions: z.string().regex(/^[0-7]{3,4}$/) }).nullable().default(null) }),
    Tags: z.array(tag).default([]),
  })).default([]),
  /** `{file-system}` stands for the ARN, which every new file system changes. */
  Policy: policyDocument.nullable().default(null),
  BackupPolicy: z.enum(['ENABLED', 'DISABLED']),
  LifecyclePolicies: z.array(z.record(z.string(), z.string())).default([]),
  ReplicationOverwriteProtection: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Tags: z.array(tag).default([]),
});

/** The settings of a file system that no backup holds, in the names of the EFS API, so that one JSON file serves code, the aws command line and readers. */
export type FileSystemSettings = z.output<typeof settingsSchema>;

/** Stands for the file system's own ARN inside its policy. */
export const OWN_ARN = '{file-system}';

/** Reads a definition (the parsed JSON of a file such as scenarios/runbooks/portal-app-state.json); throws a ZodError for anything else. */
export function parseFileSystemSettings(value: unknown): FileSystemSettings {
  return settingsSchema.parse(value);
}
