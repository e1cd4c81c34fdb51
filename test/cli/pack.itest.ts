import { execFileSync, type ExecFileSyncOptionsWithStringEncoding } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
let folder = '';

/** What the tests themselves are told by variables is no setting of redrill's, which refuses those it does not know. */
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('REDRILL_')));

function sh(command: string, args: readonly string[], options: Partial<ExecFileSyncOptionsWithStringEncoding> = {}): string {
  return execFileSync(command, args, { cwd: folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], ...options });
}
const redrill = (...args: readonly string[]): string => sh('npx', ['--no-install', 'redrill', ...args]);

describe('the packed package, installed in an empty folder', () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'redrill-pack-'));
    chmodSync(folder, 0o711);
    sh('npm', ['pack', '--pack-destination', folder], { cwd: root });
    const [tarball = ''] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
    writeFileSync(join(folder, 'package.json'), '{ "name": "empty", "private": true }\n');
    sh('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', join(folder, tarball)]);
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('prints help that a newcomer can begin with', () => {
    expect(redrill('--help')).toContain('redrill run s3-bucket-deletion');
  });

  it('lists the shipped scenarios', () => {
    const { scenarios } = JSON.parse(redrill('list', '--json')) as { scenarios: { id: string; mutations: string[] }[] };
    const shipped = readdirSync(join(root, 'scenarios')).filter((name) => name.endsWith('.ts')).map((name) => name.slice(0, -'.ts'.length)).toSorted();
    expect(scenarios.map((one) => one.id)).toEqual(shipped);
    expect(scenarios.every((one) => one.mutations.length > 0)).toBe(true);
  });

  it('plans with the shipped reference platform and says that it is used', () => {
    expect(redrill('plan')).toContain('s3.delete-bucket');
    expect(JSON.parse(redrill('config', '--json'))).toMatchObject({ shipped: true, config: { platform: { stores: [{ id: 'DR-S5' }, { id: 'DR-S1' }, { id: 'DR-S2' }, { id: 'DR-S3' }, { id: 'DR-S4' }, { id: 'DR-S6' }] } } });
  });

  it('takes scenarios and a config of the project, which import the package by its name', () => {
    mkdirSync(join(folder, 'scenarios/runbooks'), { recursive: true });
    writeFileSync(join(folder, 'scenarios/own-loss.ts'), "import { defineScenario } from 'redrill';\nexport default defineScenario({ id: 'own-loss', title: 'Own', why: 'w', threat: 'DR-T1', stores: ['DR-S5'], runbook: 'runbooks/own.md', faults: [{ uses: 's3.delete-bucket', with: { store: 'DR-S5' } }] });\n");
    writeFileSync(join(folder, 'scenarios/runbooks/own.md'), '# Own\n\n### 1. Call somebody\n```step\nuses: manual\nrole: on call\nexpected: PT5M\nconfirm: somebody answers\n```\n');
    expect(redrill('list')).toContain('own-loss');
    expect(redrill('plan', 'own-loss')).toContain('Call somebody');
  });

  it('runs the shipped scenarios with a config of the project, and finds the files their documents name', () => {
    copyFileSync(join(root, 'harness.config.ts'), join(folder, 'harness.config.ts'));
    expect(JSON.parse(redrill('config', '--json'))).toMatchObject({ shipped: false, config: { scenarios: join(realpathSync(folder), 'scenarios') } });
    expect(redrill('plan', 's3-bucket-deletion')).toContain('Apply the settings');
  });

  it('reads volumes and files in threads, whose modules are found beside those that start them', () => {
    writeFileSync(join(folder, 'image'), Buffer.concat([Buffer.alloc(524_288), Buffer.alloc(524_288, 1), Buffer.alloc(10, 2)]));
    const module = pathToFileURL(join(folder, 'node_modules/redrill/dist/src/stores/ebs/image-digests.js')).href;
    writeFileSync(join(folder, 'digests.mjs'), `import { imageDigests } from ${JSON.stringify(module)};\nconsole.log(JSON.stringify([...(await imageDigests({ path: 'image', sizeBytes: 2_000_000 })).keys()]));\n`);
    expect(JSON.parse(sh(process.execPath, ['digests.mjs']))).toEqual([1, 2]);
    expect(existsSync(join(folder, 'node_modules/redrill/dist/src/stores/efs/digest-worker.js'))).toBe(true);
  });

  it('ships no test, no source of tests and no folder of this repository that is not needed', () => {
    const files = sh('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: root });
    const names = (JSON.parse(files) as { files: { path: string }[] }[])[0]?.files.map((file) => file.path) ?? [];
    expect(names.filter((name) => /\.i?test\.|^src\/|^node_modules|^results/.test(name))).toEqual([]);
    expect(names).toContain('dist/src/cli/main.js');
    expect(names).toContain('dist/scenarios/s3-bucket-deletion.js');
    expect(names).toContain('dist/scenarios/journeys/portal.spec.js');
    expect(names).toContain('dist/scenarios/load/portal.js');
    expect(names).toContain('scenarios/runbooks/s3-bucket-deletion.md');
  });
});
