import { z } from 'zod';
import type { AwsAccess } from '#contract/aws';
import { parseInstanceSettings, type InstanceSettings } from '#stores/rds/instance-settings';
import { awsCode } from '#stores/s3/aws-code';
import { withStore } from '#stores/s3/with-s3';
import { inRegion } from '#targets/in-region';
import type { SafetyPlaces } from './safety-places.ts';

/** What a snapshot does not tell: the settings of the instance, and which instance it was. */
export interface SafetyDocument {
  /** DbiResourceId: never used twice. */
  readonly resourceId: string;
  readonly settings: InstanceSettings;
}

const documentSchema = z.strictObject({ resourceId: z.string().min(1), settings: z.unknown() });

export async function writeSafetyDocument(access: AwsAccess, places: SafetyPlaces, document: SafetyDocument): Promise<void> {
  await withStore(inRegion(access, places.region), (s3) => s3.put({ bucket: places.bucket, key: places.settings }, Buffer.from(JSON.stringify(document, null, 2)), { contentType: 'application/json' }));
}

export async function readSafetyDocument(access: AwsAccess, places: SafetyPlaces): Promise<SafetyDocument> {
  const { body } = await withStore(inRegion(access, places.region), (s3) => s3.get({ bucket: places.bucket, key: places.settings }));
  const { resourceId, settings } = documentSchema.parse(JSON.parse(body.toString('utf8')));
  return { resourceId, settings: parseInstanceSettings(settings) };
}

export async function hasSafetyDocument(access: AwsAccess, places: SafetyPlaces): Promise<boolean> {
  return withStore(inRegion(access, places.region), async (s3) => (await s3.head({ bucket: places.bucket, key: places.settings })) !== null);
}

/** Notes which instance put-back made from the safety copy. */
export async function writeMade(access: AwsAccess, places: SafetyPlaces, resourceId: string): Promise<void> {
  await withStore(inRegion(access, places.region), (s3) => s3.put({ bucket: places.bucket, key: places.made }, Buffer.from(resourceId), { contentType: 'text/plain' }));
}

/** The resource id of the instance that put-back made; null when it made none yet. */
export async function readMade(access: AwsAccess, places: SafetyPlaces): Promise<string | null> {
  return withStore(inRegion(access, places.region), async (s3) => {
    const there = (await s3.head({ bucket: places.bucket, key: places.made })) !== null;
    return there ? (await s3.get({ bucket: places.bucket, key: places.made })).body.toString('utf8') : null;
  });
}

/** Idempotent; a safety bucket that does not exist holds nothing. */
export async function deleteSafetyDocument(access: AwsAccess, places: SafetyPlaces): Promise<void> {
  await withStore(inRegion(access, places.region), async (s3) => {
    try {
      for (const prefix of [places.settings, places.made]) {
        for await (const page of s3.listVersions(places.bucket, { prefix })) {
          for (const { key, versionId } of page) await s3.delete({ bucket: places.bucket, key, versionId });
        }
      }
    } catch (error) {
      if (awsCode(error) !== 'NoSuchBucket') throw error;
    }
  });
}
