import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { DrillContext } from '#contract/modules';
import { usageError } from '#kit/redrill-error';
import { parseVolumeSettings, type VolumeSettings } from './volume-settings.ts';

/** The documented definition of a volume (a JSON file; a relative path begins at the scenarios' folder). */
export function loadVolumeDefinition(context: Pick<DrillContext, 'config'>, file: string): VolumeSettings {
  const path = resolve(context.config.scenarios, file);
  try {
    return parseVolumeSettings(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    throw usageError('ebs.definition', `${path} is not a definition of a volume (${error instanceof Error ? error.message : String(error)}): expected the JSON file with its documented settings`, error);
  }
}
