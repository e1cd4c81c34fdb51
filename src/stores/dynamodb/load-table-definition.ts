import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { DrillContext } from '#contract/modules';
import { usageError } from '#kit/redrill-error';
import { parseTableSettings } from './table-settings.ts';
import type { TableSettings } from './table-settings.ts';

/** The documented definition of a table (a JSON file; a relative path begins at the scenarios' folder). */
export function loadTableDefinition(context: Pick<DrillContext, 'config'>, file: string): TableSettings {
  const path = resolve(context.config.scenarios, file);
  try {
    return parseTableSettings(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    throw usageError('dynamodb.definition', `${path} is not a definition of a table (${error instanceof Error ? error.message : String(error)}): expected the JSON file with its documented settings`, error);
  }
}
