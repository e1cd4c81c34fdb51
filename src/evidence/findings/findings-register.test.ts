import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { judgeRun } from '#judge/judge-run';
import { measureRun } from '#measure/measure-run';
import { buildRun } from '#record/testing/build-run';
import type { Story } from '#record/testing/build-run';
import { allFindings, decideFinding, enterFindings, findingsUpTo } from './findings-register.ts';
import type { RegisterRun } from './findings-register.ts';
import { REGISTER_FILE, readRegister } from './register-file.ts';

let results = '';
beforeEach(async () => { results = await mkdtemp(join(tmpdir(), 'redrill-findings-')); });
afterEach(() => rm(results, { recursive: true, force: true }));

/** A run of a number, as the register takes it. */
function runOf(number: number, story: Story = {}): RegisterRun {
  const built = buildRun({ ...story, started: { ...story.started, number } });
  const started = { ...built.started, number };
  const measurement = measureRun(built.events, built.beacons);
  return { started, events: built.events, measurement, judgement: judgeRun(started, built.events, measurement), record: { sha256: String(number).repeat(64).slice(0, 64) } };
}

/** The gap that a drift of a setting leaves; gone in a run whose settings came back. */
const DRIFTED: Story = { detectedAfter: 240, postureAfter: { encryption: 'AES256', publicAccessBlock: false, versioning: 'Enabled', lifecycleRules: ['expire-logs'], retentionDays: 30 } };
const SOUND: Story = { detectedAfter: 240 };

async function driftId(): Promise<string> {
  await enterFindings(results, runOf(1, DRIFTED));
  const found = (await allFindings(results)).find(({ title }) => title.startsWith('The setting'));
  return found?.id ?? expect.fail('the drift is no finding');
}

const stateOf = async (id: string) => (await allFindings(results)).find((finding) => finding.id === id);

describe('the register of findings', () => {
  it('opens what a run found, once however often the run is concluded, and says in which runs it was seen again', async () => {
    const id = await driftId();
    await enterFindings(results, runOf(1, DRIFTED));
    expect(await readRegister(results)).toHaveLength(1);
    await enterFindings(results, runOf(2, DRIFTED));
    expect(await stateOf(id)).toMatchObject({ state: 'open', owner: null, due: null, seen: [1, 2], retested: [], overdueDays: 0 });
  });

  it('takes a run that looked and did not see it as a retest, and closes only by such a run', async () => {
    const id = await driftId();
    await enterFindings(results, runOf(2, SOUND));
    expect(await stateOf(id)).toMatchObject({ state: 'open', seen: [1], retested: [2] });
    await expect(decideFinding(results, { kind: 'closed', id, run: 1 })).rejects.toThrow(/run 1 still has it/);
    await expect(decideFinding(results, { kind: 'closed', id, run: 9 })).rejects.toThrow(/run 9 is not in the register/);
    expect(await decideFinding(results, { kind: 'closed', id, run: 2 })).toMatchObject({ state: 'closed', closedBy: 2 });
  });

  it('does not take a drill that looked elsewhere, went another way, ended before its fault or was sabotaged for a proof', async () => {
    const id = await driftId();
    await enterFindings(results, runOf(2, { ...SOUND, started: { variant: 'name-taken' } }));
    await enterFindings(results, runOf(3, { guardRefuses: true }));
    await enterFindings(results, runOf(4, { ...SOUND, started: { scenario: 'other' } }));
    await enterFindings(results, runOf(5, { ...SOUND, started: { mutation: 'one-missing' } }));
    expect((await stateOf(id))?.retested).toEqual([]);
    const close = (run: number) => decideFinding(results, { kind: 'closed', id, run });
    await expect(close(2)).rejects.toThrow(/another way \(variant name-taken\).*\(plain form\)/);
    await expect(close(3)).rejects.toThrow(/did not reach its fault/);
    await expect(close(4)).rejects.toThrow(/it is of other, not of/);
    await expect(close(5)).rejects.toThrow(/was sabotaged on purpose/);
  });

  it('needs a retest of every form that has the finding', async () => {
    const id = await driftId();
    await enterFindings(results, runOf(2, { ...DRIFTED, started: { variant: 'name-taken' } }));
    await enterFindings(results, runOf(3, SOUND));
    await expect(decideFinding(results, { kind: 'closed', id, run: 3 })).rejects.toThrow(/run 2 \(variant name-taken\) has it/);
    await enterFindings(results, runOf(4, { ...SOUND, started: { variant: 'name-taken' } }));
    expect(await decideFinding(results, { kind: 'closed', id, run: 4 })).toMatchObject({ state: 'closed' });
  });

  it('opens a closed finding again when a later run has it', async () => {
    const id = await driftId();
    await enterFindings(results, runOf(2, SOUND));
    await decideFinding(results, { kind: 'closed', id, run: 2 });
    await enterFindings(results, runOf(3, DRIFTED));
    expect(await stateOf(id)).toMatchObject({ state: 'open', closedBy: null, seen: [1, 3] });
    await expect(decideFinding(results, { kind: 'closed', id, run: 2 })).rejects.toThrow(/run 3 came later/);
  });

  it('keeps owner and due date apart, tells what is overdue, and lets an acceptance run out', async () => {
    const id = await driftId();
    await decideFinding(results, { kind: 'assigned', id, owner: 'ann', due: '2020-01-31' });
    await decideFinding(results, { kind: 'assigned', id, owner: 'ben', due: null });
    expect(await stateOf(id)).toMatchObject({ owner: 'ben', due: '2020-01-31', state: 'open' });
    expect((await stateOf(id))?.overdueDays).toBeGreaterThan(2000);
    expect(await decideFinding(results, { kind: 'accepted', id, by: 'cto', until: '2999-12-31', why: 'cheap data' })).toMatchObject({ state: 'accepted', overdueDays: 0 });
    expect(await decideFinding(results, { kind: 'accepted', id, by: 'cto', until: '2020-12-31', why: 'cheap data' })).toMatchObject({ state: 'open' });
  });

  it('tells a report of an older run nothing of later ones', async () => {
    const id = await driftId();
    await enterFindings(results, runOf(2, SOUND));
    await decideFinding(results, { kind: 'closed', id, run: 2 });
    const then = (await findingsUpTo(results, runOf(1, DRIFTED))).find((finding) => finding.id === id);
    expect(then).toMatchObject({ state: 'open', seen: [1], retested: [], closedBy: null });
  });

  it('refuses a finding that nobody found, by the name that comes nearest', async () => {
    const id = await driftId();
    const typo = `${id.slice(0, -1)}${id.endsWith('0') ? '1' : '0'}`;
    await expect(decideFinding(results, { kind: 'assigned', id: typo, owner: 'ann', due: null })).rejects.toThrow(id);
  });

  it('refuses a register that was changed afterwards, and cuts off a line that a crash tore', async () => {
    const id = await driftId();
    const path = join(results, REGISTER_FILE);
    await appendFile(path, '{"seq":2,"pre');
    await decideFinding(results, { kind: 'assigned', id, owner: 'ann', due: null });
    expect(await readRegister(results)).toHaveLength(2);
    await writeFile(path, (await readFile(path, 'utf8')).replace('high', 'low'));
    await expect(allFindings(results)).rejects.toThrow(/broken at line 2/);
  });
});
