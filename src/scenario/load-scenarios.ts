import { readFile, readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { scenarioSchema, type ResolvedScenario } from '#contract/scenario.schema';
import { deepFreeze } from '#kit/deep-freeze';
import { explainIssues, pathText } from '#kit/explain-issues';
import { findDuplicateKeys } from '#kit/find-duplicate-keys';
import { importDefault } from '#kit/import-default';
import { ioReason } from '#kit/io-reason';
import { didYouMean } from '#kit/nearest';
import { RedrillError, usageError } from '#kit/redrill-error';

/** Scenarios by id; a later folder overrides an earlier one, so that a project can replace a shipped scenario. Loading runs nothing. */
export async function loadScenarios(folders: readonly string[]): Promise<ReadonlyMap<string, ResolvedScenario>> {
  const found = new Map<string, ResolvedScenario>();
  const problems: string[] = [];
  for (const folder of new Set(folders)) {
    for (const file of await scenarioFiles(folder)) {
      try {
        const scenario = await loadScenario(file);
        found.set(scenario.id, scenario);
      } catch (error) {
        if (!(error instanceof RedrillError)) throw error;
        problems.push(error.message);
      }
    }
  }
  if (problems.length > 0) throw usageError('scenario.invalid', problems.join('\n'));
  return new Map([...found].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** One scenario by id. Throws a sentence with the nearest known id (exit 64). */
export function scenarioById(scenarios: ReadonlyMap<string, ResolvedScenario>, id: string): ResolvedScenario {
  const found = scenarios.get(id);
  if (found) return found;
  throw usageError('scenario.unknown', `unknown scenario "${id}"${didYouMean(id, scenarios.keys()) || `; known scenarios: ${[...scenarios.keys()].join(', ') || 'none'}`}`);
}

async function scenarioFiles(folder: string): Promise<readonly string[]> {
  try {
    const names = await readdir(folder);
    return names.filter((name) => /\.(ts|mts|js|mjs)$/.test(name) && !/\.d\.m?ts$|\.test\.|\.itest\./.test(name)).toSorted().map((name) => join(folder, name));
  } catch (error) {
    // A project without scenarios of its own has no such folder; any other failure would hide scenarios that exist.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw usageError('scenario.folder', `${folder}: scenarios cannot be listed: ${ioReason(error) ?? (error instanceof Error ? error.message : String(error))}`, error);
  }
}

async function loadScenario(file: string): Promise<ResolvedScenario> {
  await refuseDuplicateKeys(file);
  const raw = await importDefault(file);
  const parsed = scenarioSchema.safeParse(raw);
  if (!parsed.success) {
    throw usageError('scenario.invalid', explainIssues(scenarioSchema, parsed.error, raw).map(({ path, text }) => `${file}: ${pathText(path)} ${text}`).join('\n'));
  }
  const name = basename(file).replace(/\.m?[jt]s$/, '');
  if (parsed.data.id !== name) throw usageError('scenario.id', `${file}: id must equal the file name, expected "${name}", got "${parsed.data.id}"`);
  return deepFreeze({ ...parsed.data, file, runbookPath: resolve(dirname(file), parsed.data.runbook), failbackPath: parsed.data.failback === null ? null : resolve(dirname(file), parsed.data.failback) });
}

/** The second of two equal keys silently wins when the file is run: a fault or a store would be lost. */
async function refuseDuplicateKeys(file: string): Promise<void> {
  const duplicates = findDuplicateKeys(await readFile(file, 'utf8'));
  if (duplicates.length === 0) return;
  throw usageError('scenario.duplicate-key', duplicates.map((one) => `${file}:${one.line}:${one.column}: ${one.path} is given twice; keep one, because the last would silently win`).join('\n'));
}
