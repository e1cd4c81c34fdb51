import { z } from 'zod';
import type { AwsAccess } from '#contract/aws';
import { parseTableSettings } from '#stores/dynamodb/table-settings';
import type { TableSettings } from '#stores/dynamodb/table-settings';
import { awsCode } from '#stores/s3/aws-code';
import { withStore } from '#stores/s3/with-s3';
import { inRegion } from '#targets/in-region';
import type { SafetyPlaces } from './safety-places.ts';

/** What a backup does not bring back: the settings of the table, which table it was, and which backup holds its items. */
export interface SafetyDocument {
  /** TableId: never used twice. */
  readonly tableId: string;
  /** ARN of the backup on demand; its table's name may be used by another one when it is looked for. */
  readonly backup: string;
  readonly settings: TableSettings;
  /** Whether somebody followed the table's stream through a parameter. */
  readonly followed: boolean;
}

const documentSchema = z.strictObject({ tableId: z.string().min(1), backup: z.string().min(1), settings: z.unknown(), followed: z.boolean() });

export async function writeSafetyDocument(access: AwsAccess, places: SafetyPlaces, document: SafetyDocument): Promise<void> {
  await withStore(inRegion(access, places.region), (s3) => s3.put({ bucket: places.bucket, key: places.settings }, Buffer.from(JSON.stringify(document, null, 2)), { contentType: 'application/json' }));
}

export async function readSafetyDocument(access: AwsAccess, places: SafetyPlaces): Promise<SafetyDocument> {
  const { body } = await withStore(inRegion(access, places.region), (s3) => s3.get({ bucket: places.bucket, key: places.settings }));
  const { settings, ...rest } = documentSchema.parse(JSON.parse(body.toString('utf8')));
  return { ...rest, settings: parseTableSettings(settings) };
}

export async function hasSafetyDocument(access: AwsAccess, places: SafetyPlaces): Promise<boolean> {
  return withStore(inRegion(access, places.region), async (s3) => (await s3.head({ bucket: places.bucket, key: places.settings })) !== null);
}

/** Idempotent; a safety bucket that does not exist holds nothing. */
export async function deleteSafetyDocument(access: AwsAccess, places: SafetyPlaces): Promise<void> {
  await withStore(inRegion(access, places.region), async (s3) => {
    try {
      for await (const page of s3.listVersions(places.bucket, { prefix: places.settings })) {
        for (const { key, versionId } of page) await s3.delete({ bucket: places.bucket, key, versionId });
      }
    } catch (error) {
      if (awsCode(error) !== 'NoSuchBucket') throw error;
    }
  });
}
