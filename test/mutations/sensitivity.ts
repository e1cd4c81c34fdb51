import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeProject, NO_USERS, onlyStores, QUICK, type Finished, type Project } from '../crash/project.ts';

export interface Sabotaged {
  readonly scenario: string;
  readonly variant?: string;
  readonly mutations: readonly string[];
  /**
   * Only these unless REDRILL_TEST_ALL is set, for each drill takes its time: what only this scenario has to notice, and of what all have
   * to notice another part in each scenario, so that every sabotage is seen red somewhere.
   */
  readonly unlessAll: readonly string[];
}

/** A drill that has never been seen to fail is no evidence: each sabotage on a fresh copy of one seeded account. */
export function testSensitivity({ scenario, variant, mutations, unlessAll }: Sabotaged): void {
  const way = variant === undefined ? [scenario] : [scenario, '--variant', variant];
  const some = process.env['REDRILL_TEST_ALL'] === undefined ? unlessAll : undefined;
  const wanted = some ?? mutations;

  describe(`${way.join(' ')} under sabotage`, () => {
    let project: Project;
    beforeAll(async () => { project = await makeProject(); });
    afterAll(() => project.dispose());
    const size = ['--quiet', '--objects', '250', '--days', '2', ...QUICK, ...NO_USERS, ...onlyStores(scenario)];
    const these = (names: readonly string[]): Promise<Finished> => project.redrill('run', ...way, '--mutate', names.join(','), '--fresh', '--report-only', ...size);

    it(`goes red with the declared reason under each of ${wanted.length} mutations`, async () => {
      if (some === undefined) {
        const run = await project.redrill('run', ...way, '--all-mutations', ...size);
        expect(run.code, run.stdout + run.stderr).toBe(0);
        expect(run.stdout).toContain(`sensitivity: ${mutations.length} of ${mutations.length} mutations seen red`);
      } else await these(some);
      const seen = (await Promise.all((await project.runs()).map((id) => project.summary(id)))).flatMap((summary) => summary.mutations.map(({ id, seenRed, expect: expected, got }) => ({ id, seenRed, expected: expected.reasonCode, got })));
      expect(seen.map(({ id }) => id).sort()).toEqual([...wanted].sort());
      expect(seen.filter(({ seenRed }) => !seenRed)).toEqual([]);
    }, 900_000);
  });
}
