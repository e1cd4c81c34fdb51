import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { DrillContext } from '#contract/modules';
import { usageError } from '#kit/redrill-error';
import { parseInstanceSettings, type InstanceSettings } from './instance-settings.ts';

/** The documented definition of a database instance (a JSON file; a relative path begins at the scenarios' folder). */
export function loadInstanceDefinition(context: Pick<DrillContext, 'config'>, file: string): InstanceSettings {
  const path = resolve(context.config.scenarios, file);
  try {
    return parseInstanceSettings(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    throw usageError('rds.definition', `${path} is not a definition of a database instance (${error instanceof Error ? error.message : String(error)}): expected the JSON file with its documented settings`, error);
  }
}
