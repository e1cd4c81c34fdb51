import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { temporaryProject, type TemporaryProject } from '../cli/temporary-project.ts';

let project: TemporaryProject;
beforeAll(() => { project = temporaryProject(); });
beforeEach(() => {
  project.write('scenarios/own-loss.ts', scenario());
  project.write('scenarios/own.md', runbook('uses: manual\nrole: on call\nexpected: PT5M\nconfirm: somebody answers'));
});
afterAll(() => project[Symbol.asyncDispose]());

function scenario(more = '', fault = "{ uses: 's3.delete-bucket', with: { store: 'DR-S5' } }"): string {
  return `import { defineScenario } from 'redrill';\nexport default defineScenario({ id: 'own-loss', title: 'Own', why: 'w', threat: 'DR-T1', stores: ['DR-S5'], runbook: 'own.md', faults: [${fault}]${more} });\n`;
}

function runbook(fence: string): string {
  return `# Own\n\n### 1. Step\n\`\`\`step\n${fence}\n\`\`\`\n`;
}

/** What `run` says to a broken project; nothing may have been made. */
async function said(): Promise<string> {
  const { code, out, err } = await project.run(['run', 'own-loss']);
  expect([code, out]).toEqual([64, '']);
  expect(readdirSync(project.folder)).toEqual(['scenarios']);
  return err;
}

describe('a broken scenario is refused by run before anything is made', () => {
  it.each([
    ['a key given twice', scenario(", id: 'own-loss'"), 'scenarios/own-loss.ts:2:194: id is given twice; keep one, because the last would silently win'],
    ['an objective in words', scenario(", objectives: { rto: '4h', rpo: 'PT4H' }"), 'scenarios/own-loss.ts: objectives.rto must be an ISO 8601 duration such as PT4H or P1DT30M, got "4h"'],
    ['a fault at a store it does not name', scenario('', "{ uses: 's3.delete-bucket', with: { store: 'DR-S6' } }"), 'scenarios/own-loss.ts: faults[0].with: store "DR-S6" is none of scenario own-loss; did you mean "DR-S5"?'],
    ["another scenario's variant", scenario(", variants: ['name-held']"), 'scenarios/own-loss.ts: variants names "name-held", which belongs to the scenario s3-bucket-deletion alone; leave it out of a scenario with another id'],
    ['an end of the process', 'process.exit(0);', 'ended before the command was done'],
    ['an await that never ends', 'await new Promise(() => {});\nexport default {};', 'ended before the command was done'],
    ['an error', "throw new Error('boom');", 'scenarios/own-loss.ts: cannot be loaded: boom'],
  ])('with %s', async (_, text, sentence) => {
    project.write('scenarios/own-loss.ts', text);
    expect(await said()).toContain(sentence);
  });
});

describe('a broken runbook is refused by run before anything is made', () => {
  it.each([
    ['a store that the scenario does not name', 'uses: s3.re-point\nwith: { store: DR-S6 }', 'scenarios/own.md:3: step 1: with: store "DR-S6" is none of scenario own-loss; did you mean "DR-S5"?'],
    ['a definition that is nowhere', 'uses: s3.apply-settings\nwith: { store: DR-S5, definition: nowhere.json }', 'scenarios/own.md:3: step 1: with.definition nowhere.json does not exist; looked in '],
    ['a definition that is none', 'uses: s3.apply-settings\nwith: { store: DR-S5, definition: own-loss.ts }', 'own-loss.ts) is no bucket definition: '],
    ['a key given twice', 'uses: s3.re-point\nuses: s3.copy-back\nwith: { store: DR-S5 }', 'scenarios/own.md:6:1: step 1: a key is given twice'],
  ])('with %s', async (_, fence, sentence) => {
    project.write('scenarios/own.md', runbook(fence));
    expect(await said()).toContain(sentence);
  });

  it('finds a definition beside the scenario, and the shipped one by its own name', async () => {
    project.write('scenarios/mine.json', '{ "bucket": "portal-data", "region": "us-west-2" }');
    for (const definition of ['mine.json', 'runbooks/portal-data.json']) {
      project.write('scenarios/own.md', runbook(`uses: s3.apply-settings\nwith: { store: DR-S5, definition: ${definition} }`));
      expect((await project.run(['plan', 'own-loss'])).code).toBe(0);
    }
  });
});

describe('bad arguments are refused in one sentence and leave nothing behind', () => {
  it('an empty --state is not taken for the default folder', async () => {
    expect(await project.run(['sandbox', 'up', '--state', ''])).toMatchObject({ code: 64, err: 'redrill: --state is empty, perhaps by a variable that is not set; expected a folder\n' });
  });

  it('a port in use makes no state folder', async () => {
    await using server = createServer();
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', () => resolve()); });
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const { code, err } = await project.run(['sandbox', 'up', '--port', String(port)]);
    expect([code, err]).toEqual([64, `redrill: port ${port} on 127.0.0.1 is in use by another program: choose another with --port, or leave --port out to take any free one\n`]);
    expect(existsSync(project.state)).toBe(false);
  });

  it.each([['a file', 'scenarios/own.md', 'a part of the path is a file, not a folder'], ['a folder below a file', 'scenarios/own.md/x', 'a part of the path is a file, not a folder'], ['a place where no folder can be made', '/proc/redrill', 'it does not exist']])('results in %s are refused before a sandbox is started', async (_, results, reason) => {
    const { code, err } = await project.run(['run', '--set', `results=${results}`]);
    expect(code).toBe(64);
    expect(err).toContain(`the results folder ${results.startsWith('/') ? results : join(project.folder, results)} cannot be written: ${reason}; mend that, or choose another one with --set results=<folder>`);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(existsSync(project.state)).toBe(false);
  });

  it('journeys and a load script that are not there are named by plan, and refused by run before anything is seeded', async () => {
    for (const command of ['plan', 'run']) {
      const { code, err } = await project.run([command, '--set', 'service.journeys[0].folder=specs', '--set', 'service.load=scenarios']);
      expect([command, code]).toEqual([command, command === 'run' ? 64 : 0]);
      expect(err).toContain(`service.journeys[0].folder must be a folder with specs of Playwright Test, got ${join(project.folder, 'specs')}, which does not exist; make it, or leave journeys out with --without journeys`);
      expect(err).toContain(`service.load must be a script of k6, got ${join(project.folder, 'scenarios')}, which is a folder`);
      expect(existsSync(project.state)).toBe(false);
    }
    expect(await project.run(['run', '--without', 'journeys', '--state', '', '--set', 'service.journeys[0].folder=specs'])).toMatchObject({ code: 64, err: expect.not.stringContaining('specs') as string });
  });

  it.each([['run'], ['resume'], ['cleanup'], ['sandbox up'], ['sandbox seed'], ['sandbox advance P1D']])('%s refuses while the config names a real account', async (command) => {
    const { code, err } = await project.run(command.split(' '), { env: { REDRILL_TARGET: 'aws' } });
    expect([code, err.trim().split('\n').length]).toEqual([5, 1]);
    expect(existsSync(project.state)).toBe(false);
  });
});
