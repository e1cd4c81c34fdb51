import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ZodError } from 'zod';
import type { Runbook, RunbookStep } from '#contract/runbook';
import type { ResolvedScenario } from '#contract/scenario.schema';
import { pathText } from '#kit/explain-issues';
import { parseTableSettings } from '#stores/dynamodb/table-settings';
import { parseVolumeSettings } from '#stores/ebs/volume-settings';
import { parseFileSystemSettings } from '#stores/efs/file-system-settings';
import { parseDomainDefinition } from '#stores/opensearch/domain-definition';
import { parseInstanceSettings } from '#stores/rds/instance-settings';
import { parseBucketSettings } from '#stores/s3/bucket-settings';

/** A runbook whose steps name the files beside it by absolute paths, and what is wrong with those files. */
interface NamedFiles {
  readonly runbook: Runbook;
  readonly problems: readonly string[];
}

/**
 * Finds and reads the definitions (of buckets, tables, database instances, volumes) that steps name, before anything is broken: a recovery that finds out in its middle that a file
 * is missing has not recovered. Looked for from the scenario's folder, then the runbook's, then the other folders of scenarios.
 */
export function findNamedFiles(runbook: Runbook, scenario: ResolvedScenario, otherFolders: readonly string[]): NamedFiles {
  const folders = [...new Set([dirname(scenario.file), dirname(scenario.runbookPath), ...otherFolders])];
  const problems: string[] = [];
  const steps = runbook.steps.map((step) => {
    const { definition } = step.with;
    if (typeof definition !== 'string' || definition.startsWith('$')) return step;
    const path = folders.map((folder) => resolve(folder, definition)).find((file) => existsSync(file));
    const problem = path === undefined ? `does not exist; looked in ${folders.join(', ')}` : wrongWith(path, kindOf(step));
    if (problem !== null) problems.push(`${runbook.path}:${step.line}: step ${step.n}: with.definition ${definition} ${problem}`);
    return path === undefined ? step : withDefinition(step, path);
  });
  return { runbook: { ...runbook, steps }, problems };
}

function withDefinition(step: RunbookStep, definition: string): RunbookStep {
  return { ...step, with: { ...step.with, definition } };
}

interface Kind {
  readonly what: string;
  parse(value: unknown): unknown;
}

const BUCKET: Kind = { what: 'bucket', parse: parseBucketSettings };
const VOLUME: Kind = { what: 'volume', parse: parseVolumeSettings };
/** By what the ids of a service's steps and checks begin with; every other definition is that of a bucket. */
const KINDS: Readonly<Record<string, Kind>> = {
  'dynamodb.': { what: 'table', parse: parseTableSettings },
  'ebs.': VOLUME,
  'efs.': { what: 'file system', parse: parseFileSystemSettings },
  'opensearch.': { what: 'search domain', parse: parseDomainDefinition },
  'region.detach-old-volume': VOLUME,
  'rds.': { what: 'database instance', parse: parseInstanceSettings },
};

/** By the service of the step, or of the check that it uses. */
function kindOf(step: RunbookStep): Kind {
  const id = step.uses === 'check' ? String(step.with['probe']) : step.uses;
  return Object.entries(KINDS).find(([begin]) => id.startsWith(begin))?.[1] ?? BUCKET;
}

function wrongWith(path: string, kind: Kind): string | null {
  try {
    kind.parse(JSON.parse(readFileSync(path, 'utf8')));
    return null;
  } catch (error) {
    const [issue] = error instanceof ZodError ? error.issues : [];
    const why = issue ? `${pathText(issue.path)}: ${issue.message}` : error instanceof Error ? error.message : String(error);
    return `(${path}) is no ${kind.what} definition: ${why}; expected the JSON file with the documented settings of the ${kind.what}`;
  }
}
