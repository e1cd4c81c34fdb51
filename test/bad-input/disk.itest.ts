import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunSummary } from '#contract/run-summary';
import { temporaryProject, type TemporaryProject } from '../cli/temporary-project.ts';

/** Small file systems in memory can be mounted by root alone; elsewhere these checks say that they were skipped. */
const canMount = process.getuid?.() === 0 && existsSync('/proc/filesystems');
const QUICK = ['--without', 'journeys,load', '--set', 'drill.soak=PT2M', '--set', 'drill.steadyFor=PT30S', '--set', 'beacons.every=PT10M', '--set', 'beacons.fastEvery=PT10S'];

let project: TemporaryProject;
const mounted: string[] = [];

function mount(name: string, options: string): string {
  const folder = join(project.folder, name);
  mkdirSync(folder);
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]);
  mounted.push(folder);
  return folder;
}

/** Takes every free byte until `give` is called. */
function takeAll(folder: string): { give(): void } {
  const file = join(folder, 'ballast');
  const fd = openSync(file, 'w');
  try {
    for (;;) writeSync(fd, Buffer.alloc(4096));
  } catch (error) {
    expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC');
  } finally {
    closeSync(fd);
  }
  return { give: () => rmSync(file) };
}

describe.runIf(canMount)('a disk that fails', () => {
  beforeAll(async () => {
    project = temporaryProject();
    expect(await project.run(['sandbox', 'seed', '--objects', '100', '--days', '1', '--quiet', '--stores', 'DR-S5'])).toMatchObject({ code: 0 });
  }, 120_000);
  afterAll(async () => {
    await project.run(['sandbox', 'down', '--state', 'tight', '--quiet']);
    for (const folder of mounted) execFileSync('umount', ['-l', folder]);
    await project[Symbol.asyncDispose]();
  });

  it('full after the fault stops the run with one sentence; with space again, resume goes on to the same verdict', async () => {
    const results = mount('small', 'size=24m');
    const running = project.start(['run', 's3-bucket-deletion', ...QUICK, '--set', 'results=small']);
    await running.said('step 4:');
    const ballast = takeAll(results);
    const { code, err } = await running.ended;
    expect(err).toMatch(/redrill: The disk is full: \S+ could not be written\. Nothing more is destroyed without a record; free the disk and run `redrill resume`/);
    expect(err).not.toContain('bug of redrill');
    expect(code).toBe(70);
    ballast.give();
    expect(await project.run(['resume', '--report-only', '--set', 'results=small'])).toMatchObject({ code: 0 });
    const summary = JSON.parse(project.read('small/0001-s3-bucket-deletion/run.json')) as RunSummary;
    expect(summary).toMatchObject({ verdict: 'fail-objective', putBack: { ok: true }, stores: [{ integrity: { missing: 0, different: 0, unexpected: 0 } }] });
  });

  it('full when a report is written again names the file and is no bug', async () => {
    const ballast = takeAll(join(project.folder, 'small'));
    const { code, err } = await project.run(['report', '1', '--set', 'results=small']);
    ballast.give();
    expect(err).toMatch(/^redrill: \S+run\.json could not be written: the disk is full\. Mend that; the record of the run is whole, and "redrill report" writes this file again\.\n$/);
    expect(code).toBe(70);
    expect((await project.run(['report', '1', '--set', 'results=small'])).code).toBe(0);
  });

  it('read-only for results is refused before anything begins', async () => {
    mount('fixed', 'ro,size=1m');
    const { code, err } = await project.run(['run', '--set', 'results=fixed']);
    expect([code, err]).toEqual([64, `redrill: the results folder ${join(project.folder, 'fixed')} cannot be written: the file system is read-only; mend that, or choose another one with --set results=<folder>\n`]);
  });

  it('too small for the account is named as what it is, and a second seed does not go on with half of one', async () => {
    const state = mount('tight', 'size=6m');
    const { code, err } = await project.run(['sandbox', 'seed', '--objects', '300', '--days', '1', '--quiet', '--stores', 'DR-S5', '--state', 'tight']);
    // Which write meets the full disk first depends on timing: the account's own, or an object of the seed.
    expect(err.includes(`the disk that holds the sandbox's state ${state} is full or nearly so`) || /objects of portal-data were not/.test(err), err).toBe(true);
    expect(code).toBe(64);
    expect((await project.run(['sandbox', 'seed', '--state', 'tight', '--quiet'])).err).toMatch(/was seeded only in part|is full/);
  });
});
