import { z } from 'zod';

const text = z.string().min(1);
const tag = z.strictObject({ Key: z.string().min(1), Value: z.string() });

const settingsSchema = z.strictObject({
  DBInstanceIdentifier: z.string().regex(/^[a-z](-?[a-z0-9])*$/, 'an instance identifier: lower-case letters, digits and single hyphens').max(63),
  DBInstanceClass: text,
  Engine: text,
  /** A major version is enough: `18` stands for every 18.x. */
  EngineVersion: text,
  DBName: text,
  MasterUsername: text,
  DBSubnetGroupName: text,
  DBParameterGroupName: text,
  /** Values that the parameter group sets itself; all others are the engine's. */
  Parameters: z.record(z.string(), z.string()).default({}),
  OptionGroupName: text.nullable().default(null),
  VpcSecurityGroupIds: z.array(text).min(1),
  PubliclyAccessible: z.boolean(),
  StorageEncrypted: z.boolean(),
  /** ARN, id or alias. */
  KmsKeyId: text.nullable().default(null),
  MultiAZ: z.boolean(),
  DeletionProtection: z.boolean(),
  BackupRetentionPeriod: z.number().int().min(0).max(35),
  CopyTagsToSnapshot: z.boolean().default(false),
  EnableIAMDatabaseAuthentication: z.boolean().default(false),
  CACertificateIdentifier: text.nullable().default(null),
  Tags: z.array(tag).default([]),
});

/**
 * The settings of a database instance that a restore may bring back as defaults, in the names of the RDS API, so that one JSON file
 * serves code, the aws command line and readers.
 */
export type InstanceSettings = z.output<typeof settingsSchema>;

/** Reads an instance definition (the parsed JSON of a file such as scenarios/runbooks/portal-db.json); throws a ZodError for anything else. */
export function parseInstanceSettings(value: unknown): InstanceSettings {
  return settingsSchema.parse(value);
}
