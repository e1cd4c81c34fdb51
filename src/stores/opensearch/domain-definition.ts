import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import type { DrillContext } from '#contract/modules';
import { usageError } from '#kit/redrill-error';

const template = z.object({
  index_patterns: z.array(z.string()).min(1),
  priority: z.number().int().optional(),
  template: z.object({ settings: z.record(z.string(), z.unknown()), mappings: z.record(z.string(), z.unknown()) }),
});

const definition = z.object({
  /** Settings of the domain as CreateDomain takes them, `DomainName` included. */
  domain: z.looseObject({ DomainName: z.string() }),
  /** Index templates by name. */
  templates: z.record(z.string(), template),
  /** Aliases by which people read; the index behind one is a generation of its name (`datasets-000001`). */
  aliases: z.array(z.string().min(1)).min(1),
});

/** The documented definition of a search domain: what no source file holds. */
export type DomainDefinition = z.output<typeof definition>;

/** Checks a definition. Throws a ZodError with the place of each mistake. */
export function parseDomainDefinition(value: unknown): DomainDefinition {
  return definition.parse(value);
}

/** Reads the definition that a runbook names (a JSON file; a relative path begins at the scenarios' folder). */
export function loadDomainDefinition({ config }: Pick<DrillContext, 'config'>, file: string): DomainDefinition {
  const path = resolve(config.scenarios, file);
  try {
    return parseDomainDefinition(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    throw usageError('opensearch.definition', `${path} is not a definition of a search domain (${error instanceof Error ? error.message : String(error)}): expected the JSON file with its templates and aliases`, error);
  }
}
