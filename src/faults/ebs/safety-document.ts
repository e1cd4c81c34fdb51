import { z } from 'zod';
import type { AwsAccess } from '#contract/aws';
import { parseVolumeSettings, type VolumeSettings } from '#stores/ebs/volume-settings';
import { awsCode } from '#stores/s3/aws-code';
import { withStore } from '#stores/s3/with-s3';
import { inRegion } from '#targets/in-region';
import type { SafetyPlaces } from './safety-places.ts';

/** What a snapshot does not tell: which volume it was, its settings, and where it was attached. */
export interface SafetyDocument {
  readonly volumeId: string;
  readonly snapshotId: string;
  readonly settings: VolumeSettings;
}

const documentSchema = z.strictObject({ volumeId: z.string().min(1), snapshotId: z.string().min(1), settings: z.unknown() });

export async function writeSafetyDocument(access: AwsAccess, { bucket, region, settings: key }: SafetyPlaces, document: SafetyDocument): Promise<void> {
  await withStore(inRegion(access, region), (s3) => s3.put({ bucket, key }, Buffer.from(JSON.stringify(document, null, 2)), { contentType: 'application/json' }));
}

/** Null when there is none. */
export async function readSafetyDocument(access: AwsAccess, { bucket, region, settings: key }: SafetyPlaces): Promise<SafetyDocument | null> {
  return withStore(inRegion(access, region), async (s3) => {
    if ((await s3.head({ bucket, key })) === null) return null;
    const { volumeId, snapshotId, settings } = documentSchema.parse(JSON.parse((await s3.get({ bucket, key })).body.toString('utf8')));
    return { volumeId, snapshotId, settings: parseVolumeSettings(settings) };
  });
}

/** Idempotent; a safety bucket that does not exist holds nothing. */
export async function deleteSafetyDocument(access: AwsAccess, { bucket, region, settings }: SafetyPlaces): Promise<void> {
  await withStore(inRegion(access, region), async (s3) => {
    try {
      for await (const page of s3.listVersions(bucket, { prefix: settings })) {
        for (const { key, versionId } of page) await s3.delete({ bucket, key, versionId });
      }
    } catch (error) {
      if (awsCode(error) !== 'NoSuchBucket') throw error;
    }
  });
}
