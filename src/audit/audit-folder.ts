import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '#kit/digest';
import { makeFolder } from '#kit/make-folder';
import type { AuditResult } from './audit-result.ts';
import type { Fact } from './facts.ts';
import { auditMarkdown } from './render-markdown.ts';

/** The folder of one audit, and its number among all of a results folder. */
export interface AuditFolder {
  readonly number: number;
  readonly id: string;
  readonly path: string;
}

/** Draws the next number: the folder that can be made is this audit's, also where two begin at once. */
export async function drawAudit(results: string): Promise<AuditFolder> {
  const base = join(results, 'audits');
  makeFolder(base);
  const taken = (await readdir(base)).flatMap((name) => (/^\d{4,}$/.test(name) ? [Number(name)] : []));
  for (let number = Math.max(0, ...taken) + 1; ; number += 1) {
    const id = String(number).padStart(4, '0');
    try {
      await mkdir(join(base, id));
      return { number, id, path: join(base, id) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

const FACTS = 'facts.ndjson';

/** Writes what was gathered, one fact a line, in the order of its ids' first use. */
export async function writeFacts({ path }: AuditFolder, facts: readonly Fact[]): Promise<AuditResult['facts']> {
  const text = facts.map((fact) => `${JSON.stringify(fact)}\n`).join('');
  await writeWhole(join(path, FACTS), text);
  return { file: FACTS, count: facts.length, sha256: sha256(text) };
}

/** Writes the judged result as data and for people; gives the files. */
export async function writeAudit({ path }: AuditFolder, result: AuditResult): Promise<readonly string[]> {
  const files = [{ name: 'audit.json', text: `${JSON.stringify(result, null, 2)}\n` }, { name: 'audit.md', text: auditMarkdown(result) }];
  for (const { name, text } of files) await writeWhole(join(path, name), text);
  return files.map(({ name }) => join(path, name));
}

/** A reader never sees half a file. */
async function writeWhole(file: string, text: string): Promise<void> {
  await writeFile(`${file}.part`, text);
  await rename(`${file}.part`, file);
}
