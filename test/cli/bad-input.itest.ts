import { chmodSync, existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryProject, type TemporaryProject } from './temporary-project.ts';

let project: TemporaryProject;
beforeAll(() => { project = temporaryProject(); });
afterAll(() => project[Symbol.asyncDispose]());

describe('bad input is answered by a clear sentence and the code 64, and changes nothing', () => {
  it.each([
    [['conifg'], "redrill: unknown command 'conifg'\n(Did you mean config?)"],
    [['run', '--mutat', 'x'], "redrill: unknown option '--mutat'\n(Did you mean --mutate?)"],
    [['run', 's3-bucket-deletoin'], 'redrill: unknown scenario "s3-bucket-deletoin"; did you mean "s3-bucket-deletion"?'],
    [['run', 's3-bucket-deletion', '--variant', 'name-takn'], 'redrill: scenario s3-bucket-deletion has no variant "name-takn"; did you mean "name-taken"?'],
    [['run', 's3-bucket-deletion', '--mutate', 'truncated'], 'redrill: scenario s3-bucket-deletion has no mutation "truncated"'],
    [['run', '--mutate', 'x', '--all-mutations'], 'redrill: --mutate and --all-mutations exclude each other; give one of them'],
    [['plan', '--set', 'people.declareAfter=soon'], 'redrill: flag --set people.declareAfter: people.declareAfter must be an ISO 8601 duration such as PT4H or P1DT30M, got "soon"'],
    [['report', '12'], 'redrill: no run "12" in'],
    [['resume'], 'redrill: no unfinished run in'],
    [['mark', 'seen', '--by', 'ann'], "redrill: command-argument value 'seen' is invalid for argument 'what'. expected \"detected\" or \"declared\"."],
    [['mark', 'detected'], "redrill: required option '--by <who>' not specified"],
    [['step', 'done', 'x', '--by', 'ann'], 'expected the number of a step, such as 3.'],
    [['sandbox', 'advance', 'tomorrow'], 'redrill: sandbox advance tomorrow: expected seconds, or an ISO 8601 duration such as PT1H or P1D'],
    [['sandbox', 'env'], 'redrill: no sandbox is up on'],
    [['sandbox', 'up', '--port', '99999'], 'redrill: --port 99999: expected a whole number from 1 to 65535'],
    [['config', '--config', 'nowhere.ts'], 'nowhere.ts: cannot be read'],
  ])('%j', async (args, sentence) => {
    const { code, err } = await project.run(args);
    expect(err).toContain(sentence);
    expect(code).toBe(64);
    expect(existsSync(project.state)).toBe(false);
    expect(existsSync(join(project.folder, 'results'))).toBe(false);
  });

  it('a mistyped REDRILL_ variable is refused, so that no guard is lost', async () => {
    const { code, err } = await project.run(['plan'], { env: { REDRILL_STOPFILE: '/tmp/stop' } });
    expect([code, err]).toEqual([64, 'redrill: environment: REDRILL_STOPFILE is no variable that redrill knows; did you mean "REDRILL_STOP_FILE"?\n']);
  });

  it('a port in use is named', async () => {
    await using server = createServer();
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', () => resolve()); });
    const address = server.address();
    const port = typeof address === 'object' && address ? String(address.port) : '';
    const { code, err } = await project.run(['sandbox', 'up', '--port', port]);
    expect(err).toContain(port);
    expect(code).not.toBe(0);
    expect(err.trim().split('\n')).toHaveLength(1);
  });

  it.runIf(process.getuid?.() !== 0)('an unwritable state folder is named', async () => {
    project.write('locked/x', '');
    chmodSync(join(project.folder, 'locked'), 0o500);
    const { code, err } = await project.run(['sandbox', 'up', '--state', 'locked/state']);
    expect(err).toContain('locked/state');
    expect(code).toBe(64);
  });
});

describe('a broken project', () => {
  it.each(['unknown-key.ts', 'duplicate-key.json', 'account-as-number.ts', 'unquoted-account.yaml'])('with config %s stops every command before anything is opened', async (name) => {
    await using broken = temporaryProject();
    broken.useConfig(name);
    for (const command of [['config'], ['list'], ['plan'], ['run']]) {
      const { code, err } = await broken.run(command);
      expect(code).toBe(64);
      expect(err).toMatch(/^redrill: harness\.config|^redrill: \S*harness\.config/);
    }
    expect(readdirSync(broken.folder).filter((file) => !file.startsWith('harness.config'))).toEqual([]);
  });

  it('with TypeScript that cannot be stripped names the file and the reason', async () => {
    await using broken = temporaryProject();
    broken.write('harness.config.ts', 'enum A { B }\nexport default {};\n');
    const { code, err } = await broken.run(['config']);
    expect(code).toBe(64);
    expect(err).toContain('harness.config.ts');
    expect(err).toContain('only type annotations can be stripped');
  });

  it('with a broken runbook gives line and column', async () => {
    await using broken = temporaryProject();
    broken.write('scenarios/own-loss.ts', "import { defineScenario } from 'redrill';\nexport default defineScenario({ id: 'own-loss', title: 'Own', why: 'w', threat: 'DR-T1', stores: ['DR-S5'], runbook: 'own.md', faults: [{ uses: 's3.delete-bucket', with: { store: 'DR-S5' } }] });\n");
    broken.write('scenarios/own.md', '# Own\n\n### 1. Copy\n```step\nuses: s3.copy-bak\nwith: { store: DR-S5 }\n```\n');
    const { code, err } = await broken.run(['plan', 'own-loss']);
    expect([code, err]).toEqual([64, 'redrill: scenarios/own.md:3: step 1: uses: s3.copy-bak is no known step; did you mean "s3.copy-back"?\n']);
  });
});

describe('a target that is no sandbox', () => {
  it('refuses every command that changes something', async () => {
    for (const command of [['run'], ['resume'], ['cleanup']]) {
      const { code, err } = await project.run([...command, '--set', 'target.kind=aws']);
      expect(code).toBe(5);
      expect(err).toContain('every command that changes something refuses');
    }
  });

  it('refuses to look through an endpoint override', async () => {
    const { code, err } = await project.run(['plan'], { env: { REDRILL_TARGET: 'aws', AWS_ENDPOINT_URL: 'http://127.0.0.1:1' } });
    expect(code).toBe(5);
    expect(err).toContain("AWS_ENDPOINT_URL is set while target.kind is \"aws\": expected AWS's own endpoints");
  });

  it('may be planned for', async () => {
    expect((await project.run(['plan'], { env: { REDRILL_TARGET: 'aws' } })).code).toBe(0);
  });
});
