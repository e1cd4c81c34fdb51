import { z } from 'zod';

const text = z.string().min(1);
const tag = z.strictObject({ Key: z.string().min(1), Value: z.string() });
const keySchema = z.array(z.strictObject({ AttributeName: text, KeyType: z.enum(['HASH', 'RANGE']) })).min(1).max(2);
const index = z.strictObject({
  IndexName: text,
  KeySchema: keySchema,
  Projection: z.strictObject({ ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']), NonKeyAttributes: z.array(text).default([]) }),
});

const settingsSchema = z.strictObject({
  TableName: z.string().regex(/^[a-zA-Z0-9_.-]{3,255}$/, 'a table name: 3 to 255 letters, digits, dots, hyphens and underscores'),
  KeySchema: keySchema,
  AttributeDefinitions: z.array(z.strictObject({ AttributeName: text, AttributeType: z.enum(['S', 'N', 'B']) })).min(1),
  GlobalSecondaryIndexes: z.array(index).default([]),
  LocalSecondaryIndexes: z.array(index).default([]),
  BillingMode: z.enum(['PAY_PER_REQUEST', 'PROVISIONED']),
  TableClass: z.enum(['STANDARD', 'STANDARD_INFREQUENT_ACCESS']).default('STANDARD'),
  /** Null: the key that DynamoDB owns. */
  SSESpecification: z.strictObject({ Enabled: z.literal(true), SSEType: z.literal('KMS'), KMSMasterKeyId: text }).nullable().default(null),
  /** Null: nobody follows its changes. */
  StreamSpecification: z.strictObject({ StreamEnabled: z.literal(true), StreamViewType: z.enum(['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES']) }).nullable().default(null),
  TimeToLiveSpecification: z.strictObject({ Enabled: z.literal(true), AttributeName: text }).nullable().default(null),
  PointInTimeRecoverySpecification: z.strictObject({ PointInTimeRecoveryEnabled: z.literal(true), RecoveryPeriodInDays: z.number().int().min(1).max(35) }).nullable().default(null),
  DeletionProtectionEnabled: z.boolean(),
  Tags: z.array(tag).default([]),
});

/**
 * The settings of a table in the names of the DynamoDB API, so that one JSON file serves code, the aws command line and readers. Half of them
 * come back with no restore.
 */
export type TableSettings = z.output<typeof settingsSchema>;

/** Reads a table's definition (the parsed JSON of a file such as scenarios/runbooks/portal-documents.json); throws a ZodError for anything else. */
export function parseTableSettings(value: unknown): TableSettings {
  return settingsSchema.parse(value);
}
