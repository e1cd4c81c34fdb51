import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { loadScenarios, scenarioById } from './load-scenarios.ts';

const folders: string[] = [];
afterEach(() => { for (const folder of folders.splice(0)) rmSync(folder, { recursive: true }); });

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'redrill-scenarios-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

const scenario = (id: string, more = ''): string => `export default { id: '${id}', title: 'T', why: 'w', threat: 'DR-T1', stores: ['DR-S5'], runbook: 'runbooks/r.md', faults: [{ uses: 's3.delete-bucket' }]${more} };`;

describe('scenarios', () => {
  it('are found by file name, sorted, with defaults filled in and the runbook beside the file', async () => {
    const folder = folderWith({ 'b-loss.ts': scenario('b-loss'), 'a-loss.ts': scenario('a-loss'), 'a-loss.test.ts': 'throw 1', 'notes.md': '' });
    const found = await loadScenarios([folder]);
    expect([...found.keys()]).toEqual(['a-loss', 'b-loss']);
    expect(found.get('a-loss')).toMatchObject({ variants: [], objectives: null, runbookPath: join(folder, 'runbooks/r.md'), faults: [{ with: {} }] });
    expect(Object.isFrozen(found.get('a-loss')?.faults)).toBe(true);
  });

  it('of a later folder override those of an earlier one; a missing folder has none', async () => {
    const shipped = folderWith({ 'a-loss.ts': scenario('a-loss') });
    const own = folderWith({ 'a-loss.ts': scenario('a-loss', ", variants: ['x']") });
    expect((await loadScenarios([shipped, own, '/nowhere/at/all'])).get('a-loss')?.variants).toEqual(['x']);
  });

  it('that are broken are all reported with file and key path', async () => {
    const folder = folderWith({ 'a-loss.ts': scenario('b-loss'), 'c-loss.ts': scenario('c-loss', ', varaints: []'), 'd-loss.ts': 'export const x = 1;' });
    await expect(loadScenarios([folder])).rejects.toThrow([
      `${folder}/a-loss.ts: id must equal the file name, expected "a-loss", got "b-loss"`,
      `${folder}/c-loss.ts: varaints is not a known key; did you mean "variants"?`,
      `${folder}/d-loss.ts: has no default export; expected "export default ..." with plain data`,
    ].join('\n'));
  });

  it('that do not exist are answered with the nearest one', async () => {
    const found = await loadScenarios([folderWith({ 's3-bucket-deletion.ts': scenario('s3-bucket-deletion') })]);
    expect(() => scenarioById(found, 's3-bucket-deletoin')).toThrow('unknown scenario "s3-bucket-deletoin"; did you mean "s3-bucket-deletion"?');
    expect(() => scenarioById(found, 'zzz')).toThrow('unknown scenario "zzz"; known scenarios: s3-bucket-deletion');
  });
});
