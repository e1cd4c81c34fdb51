import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunSummary } from '#contract/run-summary';
import { HOSTILE_KEYS } from '../../fixtures/platform/object-tree.ts';
import { temporaryProject, type Running, type TemporaryProject } from './temporary-project.ts';

let project: TemporaryProject;

/** One account, seeded once; every test leaves it as it found it. */
beforeAll(async () => {
  project = temporaryProject();
  expect(await project.run(['sandbox', 'seed', '--objects', '120', '--days', '1', '--quiet', '--stores', 'DR-S5'])).toMatchObject({ code: 0 });
}, 240_000);
afterAll(() => project[Symbol.asyncDispose]());

const QUICK = ['--without', 'journeys,load', '--set', 'drill.soak=PT2M', '--set', 'drill.steadyFor=PT30S', '--set', 'beacons.every=PT10M', '--set', 'beacons.fastEvery=PT10S'];
const summaryOf = (id: string): RunSummary => JSON.parse(project.read(`results/${id}/run.json`)) as RunSummary;

describe('redrill run as a whole process', () => {
  it('deletes the bucket, restores it by the document, and ends with the verdict, a report and NDJSON', async () => {
    const { code, out, err } = await project.run(['run', 's3-bucket-deletion', '--json', ...QUICK]);
    const lines = out.trim().split('\n').map((line) => JSON.parse(line) as { type: string; verdict?: string });
    expect(err).toBe('');
    expect(lines.map((line) => line.type)).toContain('run.started');
    expect(lines.at(-1)).toMatchObject({ type: 'run', verdict: 'fail-objective', putBack: { ok: true } });
    expect(code).toBe(1);
    expect(project.read('results/0001-s3-bucket-deletion/report.md')).toContain('DR DRILL 0001');
    expect(summaryOf('0001-s3-bucket-deletion')).toMatchObject({ stores: [{ id: 'DR-S5', integrity: { missing: 0, different: 0, unexpected: 0, strength: 'full-hash' } }] });
  });

  it('brings every hostile key back, byte for byte', () => {
    const expected = project.read('results/0001-s3-bucket-deletion/manifests/DR-S5.ndjson').trim().split('\n').map((line) => (JSON.parse(line) as { key: string }).key);
    expect(HOSTILE_KEYS.filter((key) => !expected.includes(key))).toEqual([]);
    expect(summaryOf('0001-s3-bucket-deletion').stores[0]?.integrity).toMatchObject({ missing: 0, different: 0, complete: true });
  });

  it('renders the same report again from the record', async () => {
    const before = project.read('results/0001-s3-bucket-deletion/report.md');
    expect((await project.run(['report', '1'])).code).toBe(0);
    expect(project.read('results/0001-s3-bucket-deletion/report.md')).toBe(before);
  });

  it('killed in the middle of recovery, resumes to the same verdict', async () => {
    const killed = project.start(['run', 's3-bucket-deletion', ...QUICK]);
    await killed.said('step 7:');
    killed.child.kill('SIGKILL');
    await killed.ended;
    const { code, out } = await project.run(['resume', '--report-only']);
    expect(out).toContain('rehearsal: fail-objective');
    expect(code).toBe(0);
    expect(summaryOf('0002-s3-bucket-deletion')).toMatchObject({ verdict: 'fail-objective', putBack: { ok: true }, resumes: [{}] });
  });

  it('killed after the fault, is put back by cleanup without any further recovery', async () => {
    const killed = project.start(['run', 's3-bucket-deletion', ...QUICK]);
    await killed.said('T0:');
    killed.child.kill('SIGKILL');
    await killed.ended;
    expect(await project.run(['cleanup'])).toMatchObject({ code: 0 });
    expect(summaryOf('0003-s3-bucket-deletion').putBack).toMatchObject({ ok: true });
    expect((await project.run(['cleanup'])).out).toContain('nothing to clean up');
  });

  it('stopped by one signal before the fault, breaks nothing and ends with 4', async () => {
    const running = project.start(['run', 's3-bucket-deletion', ...QUICK]);
    await running.said('phase 2-baseline');
    running.child.kill('SIGINT');
    expect((await running.ended).code).toBe(4);
    expect(summaryOf('0004-s3-bucket-deletion').verdict).toBe('aborted');
  });

  it('left at a second signal, says what is still changed and how to go on, and ends with 128+n', async () => {
    const running = project.start(['run', 's3-bucket-deletion', ...QUICK]);
    await running.said('phase 4-recover');
    running.child.kill('SIGTERM');
    await running.said('once more leaves at once');
    await pressAgain(running);
    const { code, err } = await running.ended;
    expect(code).toBe(143);
    expect(err).toContain('redrill cleanup 5');
    expect((await project.run(['cleanup', '5'])).code).toBe(0);
  });
});

/** Two presses within a quarter of a second count as one, so the second one waits. */
async function pressAgain({ child }: Running): Promise<void> {
  await new Promise((resolve) => { setTimeout(resolve, 400); });
  child.kill('SIGTERM');
}

describe('an attended run', () => {
  it('waits for people, who speak to it by mark and step', async () => {
    const running = project.start(['run', 's3-object-deletion', '--attended', ...QUICK]);
    await running.said('waiting for people');
    expect((await project.run(['mark', 'detected', '--by', 'ann'])).code).toBe(0);
    expect((await project.run(['mark', 'declared', '--by', 'ben'])).code).toBe(0);
    await running.said('step 1 is waiting');
    expect((await project.run(['step', 'done', '99', '--by', 'ann'])).err).toContain('its runbook has no step 99');
    expect((await project.run(['step', 'done', '1', '--by', 'ann', '--note', 'credentials taken away'])).code).toBe(0);
    await running.ended;
    const events = project.read('results/0006-s3-object-deletion/events.ndjson');
    expect(events).toContain('ann (mark)');
    expect(events).toContain('credentials taken away');
  });
});

describe('the same disaster by its other document', () => {
  it('is restored by AWS Backup, also when the harness is killed while the restore job runs, and restored once', async () => {
    const killed = project.start(['run', 's3-bucket-deletion', '--variant', 'aws-backup', ...QUICK]);
    await killed.said('restore job');
    killed.child.kill('SIGKILL');
    await killed.ended;
    const { code, out } = await project.run(['resume', '--report-only']);
    expect(out).toContain('rehearsal: fail-objective');
    expect(code).toBe(0);
    expect(summaryOf('0007-s3-bucket-deletion')).toMatchObject({ verdict: 'fail-objective', putBack: { ok: true, how: 'recovered' }, resumes: [{}], stores: [{ integrity: { missing: 0, different: 0, unexpected: 0, strength: 'full-hash' }, rpaWorst: { basis: 'claimed-and-proved' } }] });
    const events = project.read('results/0007-s3-bucket-deletion/events.ndjson').trim().split('\n').map((line) => JSON.parse(line) as { type: string; data: { effect?: string } });
    expect(events.filter(({ type, data }) => type === 'effect.confirmed' && data.effect === '4-recover/s3.restore-from-backup/DR-S5')).toHaveLength(1);
  });

  it('refuses a sabotage that has nothing to spoil there, before anything is opened', async () => {
    const { code, err } = await project.run(['run', 's3-bucket-deletion', '--variant', 'aws-backup', '--mutate', 'bit-rot']);
    expect([code, err.trim().split('\n').length]).toEqual([64, 1]);
    expect(err).toContain('mutation bit-rot damages one object of the daily copy, and this way rests on a vault');
  });
});
