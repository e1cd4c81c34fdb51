import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunSummary } from '#contract/run-summary';
import { findOpenSearch } from '#engines/opensearch/opensearch-install';
import { makeProject, NO_USERS, onlyStores, QUICK, type Project } from '../crash/project.ts';

interface Expected {
  readonly variant: string;
  readonly verdict: RunSummary['verdict'];
  /** Begin of a reason that must be given, and of a cause that must be found, before anything was cut where it could be known. */
  readonly reason?: RegExp;
  readonly finding?: RegExp;
}

/** What comes back by re-indexing although users had deleted it, and what never landed, makes every whole recovery one with findings of content. */
const VARIANTS: readonly Expected[] = [
  { variant: 'never-copied', verdict: 'fail-not-recovered', reason: /^not-recovered\./, finding: /^(no-point\.DR-S1|dependency\.copy\.)/ },
  { variant: 'key-missing', verdict: 'fail-not-recovered', reason: /^not-recovered\./, finding: /^dependency\.key\./ },
  { variant: 'no-capacity', verdict: 'fail-not-recovered', reason: /^not-recovered\.step/ },
  { variant: 'copies-stale', verdict: 'fail-integrity', reason: /^rpo-missed\.documented\.strike/, finding: /^dependency\.copy\./ },
  { variant: 'black-hole', verdict: 'fail-integrity' },
  { variant: 'partition', verdict: 'fail-integrity', finding: /^stranded-writes/ },
  { variant: 'no-failback', verdict: 'fail-integrity', finding: /^stranded-writes/ },
  { variant: 'global-cut', verdict: 'fail-not-recovered', reason: /^not-recovered\./, finding: /^dependency\.(entry|control-plane)\./ },
];

/** Each takes minutes; one of those that end early runs always. */
const wanted = process.env['REDRILL_TEST_ALL'] === undefined ? VARIANTS.slice(0, 1) : VARIANTS;

const found = await findOpenSearch({ fetch: true });

describe.skipIf(found.kind === 'gap')('an outage of the region in another form', () => {
  let project: Project;
  beforeAll(async () => { project = await makeProject(); });
  afterAll(() => project.dispose());
  const size = ['--quiet', '--objects', '80', '--days', '2', ...QUICK, ...NO_USERS, ...onlyStores('region-outage')];

  it.each(wanted)('$variant ends $verdict, is never green, and everything is put back', async ({ variant, verdict, reason, finding }) => {
    const { code, stderr } = await project.redrill('run', 'region-outage', '--variant', variant, '--fresh', '--report-only', ...size);
    const run = (await project.runs()).at(-1) ?? '';
    const summary = await project.summary(run);
    // What was not recovered ends with 6 whatever was asked of the report.
    expect({ variant, verdict: summary.verdict, putBack: summary.putBack?.ok, left: summary.putBack?.left, code }, stderr).toEqual({ variant, verdict, putBack: true, left: [], code: verdict === 'fail-not-recovered' ? 6 : 0 });
    if (reason) expect(summary.stores.flatMap(({ reasons }) => reasons.map((one) => one.code)).filter((one) => reason.test(one))).not.toEqual([]);
    if (finding) expect(summary.findings.map(({ cause }) => cause).filter((one) => finding.test(one))).not.toEqual([]);
  }, 900_000);
});
