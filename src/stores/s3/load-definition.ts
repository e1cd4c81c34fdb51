import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { DrillContext } from '#contract/modules';
import { usageError } from '#kit/redrill-error';
import { parseBucketSettings, renamed } from './bucket-settings.ts';
import type { BucketSettings } from './bucket-settings.ts';

/** The documented definition of a bucket (a JSON file; a relative path begins at the scenarios' folder), for a bucket of the given name. */
export function loadDefinition(context: DrillContext, file: string, bucket: string): BucketSettings {
  const path = resolve(context.config.scenarios, file);
  try {
    return renamed(parseBucketSettings(JSON.parse(readFileSync(path, 'utf8'))), bucket);
  } catch (error) {
    throw usageError('s3.definition', `${path} is not a bucket definition (${error instanceof Error ? error.message : String(error)}): expected the JSON file with the documented settings of ${bucket}`, error);
  }
}
