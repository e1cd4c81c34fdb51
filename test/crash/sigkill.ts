import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunSummary } from '#contract/run-summary';
import { seededRandom } from '#kit/random';
import { makeProject, NO_USERS, onlyStores, QUICK, type Project } from './project.ts';

const SEED = process.env['REDRILL_TEST_SEED'] ?? 'sigkill-1';
const KILLS = Number(process.env['REDRILL_TEST_KILLS'] ?? 1);

/** A drill of the whole platform on a busy machine takes minutes. */
const MOST_MS = 900_000;

/** Strikes are drawn anew for each run; a fixed offset makes what is lost comparable. */
const SAME_STRIKE = [...QUICK, ...NO_USERS, '--set', 'strike.offset=PT9H'];

/** What must not depend on how often the harness was killed; times and losses may move with the harness's downtime. */
function essence(summary: RunSummary): unknown {
  return {
    verdict: summary.verdict,
    // How much a documented restore leaves out or brings back too many depends on what users did since the last drill, not on a kill.
    reasons: [...new Set(summary.reasons.map(({ code }) => code.replace(/^integrity\.(missing|unexpected|different)$/, 'integrity')))].sort(),
    putBack: summary.putBack?.ok,
    whole: summary.stores.map(({ integrity }) => integrity && integrity.missing + integrity.unexpected + integrity.different === 0),
    drifted: summary.stores.map(({ posture }) => posture?.drifted),
    steps: summary.runbook?.executed,
  };
}

/** Kills drills of a scenario at random moments; each resumed one must come to the end of an undisturbed one. */
export function testKills(scenario: string): void {
  describe(`${scenario} killed with SIGKILL`, () => {
    let project: Project;
    let reference: unknown;
    let referenceMs = 0;

    beforeAll(async () => {
      project = await makeProject();
      const up = await project.redrill('sandbox', 'up');
      expect(up.code, up.stderr).toBe(0);
      const seeded = await project.redrill('sandbox', 'seed', '--objects', '400', '--days', '2', ...onlyStores(scenario));
      expect(seeded.code, seeded.stderr).toBe(0);
      const began = performance.now();
      const run = await project.redrill('run', scenario, '--report-only', ...SAME_STRIKE);
      referenceMs = performance.now() - began;
      expect(run.code, run.stdout + run.stderr).toBe(0);
      reference = essence(await project.summary((await project.runs()).at(-1) ?? ''));
    }, MOST_MS);

    afterAll(() => project.dispose());

    it(`ends in the same verdict and state after a kill at ${KILLS} random moments and a resume (seed ${SEED})`, async () => {
      const random = seededRandom(`${SEED}/${scenario}`);
      for (let kill = 0; kill < KILLS; kill += 1) {
        const known = (await project.runs()).length;
        const { child, finished } = project.start('run', scenario, '--report-only', ...SAME_STRIKE);
        const afterMs = 300 + random() * referenceMs * 0.95;
        await Promise.race([delay(afterMs), finished]);
        child.kill('SIGKILL');
        const ended = await finished;
        const runs = await project.runs();
        if (runs.length === known) continue; // Killed before a run number was drawn: there is nothing to resume.
        const run = runs.at(-1) ?? '';
        const phase = await lastPhase(project, run);
        if (phase === null) continue; // Killed before the first fact of the record: nothing was changed, and resume says so.
        const where = `kill ${kill + 1} after ${Math.round(afterMs)} ms in ${phase}`;
        if (ended.signal === 'SIGKILL') {
          // Killed behind the record's last fact nothing is left to resume, only to render.
          const resumed = await (hasEnded(project, run) ? project.redrill('report', run) : project.redrill('resume', '--report-only'));
          expect(resumed.code, `${where}\n${resumed.stdout}\n${resumed.stderr}`).toBe(0);
        }
        expect(essence(await project.summary(run)), where).toEqual(reference);
      }
    }, MOST_MS * KILLS);
  });
}

function hasEnded(project: Project, run: string): boolean {
  return readFileSync(join(project.folder, 'results', run, 'events.ndjson'), 'utf8').includes('"type":"run.ended"');
}

/** The phase of the last whole fact; null when the record holds none. */
async function lastPhase(project: Project, run: string): Promise<string | null> {
  const lines = (await readFile(join(project.folder, 'results', run, 'events.ndjson'), 'utf8').catch(() => '')).trim().split('\n');
  return /"phase":"([^"]+)"/.exec(lines.findLast((line) => line.includes('"phase"')) ?? '')?.[1] ?? null;
}
