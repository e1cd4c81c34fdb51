import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { DrillContext } from '#contract/modules';
import { usageError } from '#kit/redrill-error';
import { parseFileSystemSettings, type FileSystemSettings } from './file-system-settings.ts';

/** The documented definition of a file system (a JSON file; a relative path begins at the scenarios' folder). */
export function loadFileSystemDefinition(context: Pick<DrillContext, 'config'>, file: string): FileSystemSettings {
  const path = resolve(context.config.scenarios, file);
  try {
    return parseFileSystemSettings(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    throw usageError('efs.definition', `${path} is not a definition of a file system (${error instanceof Error ? error.message : String(error)}): expected the JSON file with its documented settings`, error);
  }
}
