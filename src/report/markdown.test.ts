import { fromMarkdown } from 'mdast-util-from-markdown';
import { describe, expect, it } from 'vitest';
import type { ReportInput } from '#contract/reporting';
import { judgeRun } from '#judge/judge-run';
import { measureRun } from '#measure/measure-run';
import { buildRun } from '#record/testing/build-run';
import type { Story } from '#record/testing/build-run';
import { markdownReport } from './markdown.ts';
import { whereTimeWent } from './page-one.ts';
import { platformLines, platformTable } from './platform-table.ts';
import { SECTIONS } from './sections.ts';
import { sumToTotal } from './sum-to-total.ts';
import { summarise } from './summarise.ts';
import * as fc from 'fast-check';

function inputOf(story: Story): ReportInput {
  const run = buildRun(story);
  const measurement = measureRun(run.events, run.beacons);
  return { started: run.started, events: run.events, measurement, judgement: judgeRun(run.started, run.events, measurement), record: { events: run.events.length, sha256: 'ab'.repeat(32), tornBytes: 0 }, files: [{ name: 'events.ndjson', sha256: 'cd'.repeat(32), bytes: 12_345 }], context: null };
}

const report = (story: Story, change: Partial<ReportInput> = {}): string => {
  const input = { ...inputOf(story), ...change };
  return markdownReport(input, summarise(input));
};

const aws: Story['started'] = { target: { kind: 'aws', pace: 'real', accounts: { platform: '111111111111' }, regions: {} } };
const STORIES: readonly (readonly [string, Story])[] = [
  ['pass', {}], ['fail-objective', { pointEvery: 18_000 }], ['fail-integrity', { integrity: { missing: 2, recovered: 3998 } }], ['fail-not-recovered', { failedStep: 'restore' }], ['killed', { killed: true }],
  ['inconclusive', { integrity: { complete: false } }], ['checker', { controlSaysYes: true }], ['aborted', { endsBefore: 'aborted' }], ['refused', { guardRefuses: true }], ['not put back', { putBack: { ok: false, left: ['bucket portal-files'], commands: ['aws s3 sync a b'] } }], ['aws', { started: aws }],
];

describe.each(STORIES)('the report of a run that ended %s', (_, story) => {
  it('begins with its number and has every section', () => {
    const text = report(story);
    expect(text).toMatch(/^# DR DRILL 0007/);
    for (const { title } of SECTIONS) expect(text).toContain(`\n## ${title}\n`);
  });

  it('gives the same bytes from the same record', () => {
    const stored = JSON.parse(JSON.stringify(inputOf(story))) as ReportInput;
    expect(markdownReport(stored, summarise(stored))).toBe(report(story));
  });

  it('never claims conformity, never says undefined or NaN, and names a strength wherever content passed', () => {
    const text = report(story);
    expect(text).not.toMatch(/\bcompliant\b|undefined|NaN|\[object/i);
    for (const row of text.split('\n').filter((line) => line.startsWith('| Data complete'))) expect(row).toMatch(/full-hash|count|NOT/);
  });
});

describe('page 1', () => {
  it('of a rehearsal that passed prints rehearsal: pass and stays within the model', () => {
    const text = report({});
    expect(text).toContain('**REHEARSAL: RESULT: rehearsal: pass.');
    expect(text).toMatch(/Time to recover .*\| within the model +\|/);
    expect(text).not.toMatch(/RESULT: PASSED/);
  });

  it('of a run on AWS says met where a rehearsal says within the model', () => {
    const text = report({ started: aws });
    expect(text).toContain('**RESULT: PASSED.');
    expect(text).toMatch(/Time to recover .*\| met +\|/);
  });

  it('says met, by luck where only this strike kept a target that the schedule cannot', () => {
    const row = report({ pointEvery: 18_000 }).split('\n').find((line) => line.includes('Data lost, this strike'));
    expect(row).toMatch(/within the model \/ met, by luck/);
  });

  it('says in users\' words what would be lost, and what is not known', () => {
    expect(report({})).toContain('If files of the portal (portal-files) were lost, users would wait about 38 min and lose up to 1 h 5 min of work.');
    expect(report({ failedStep: 'restore' })).toMatch(/it is not known how long users would wait \(.*\); they would lose up to 1 h 5 min/);
    expect(report({ beaconsComplete: false })).toMatch(/lose at least 1 h 5 min of work, and how much more is not known/);
  });

  it('prints every unmeasured number with its reason', () => {
    expect(report({ beaconsComplete: false })).toMatch(/Data lost, this strike .*not measured: reading the beacons back did not end/);
  });

  it('says by how much a number is over a target that it reads like', () => {
    const row = report({ started: { objectives: [{ source: 'house', rtoSeconds: 2246, rpoSeconds: 3880, rto: 'PT37M26S', rpo: 'PT1H4M40S' }] } }).split('\n').find((line) => line.includes('Data lost, worst'));
    expect(row).toMatch(/1 h 5 min \+\/- 5 min, 20 s over +\| NOT MET \(refuted\)/);
  });

  it('names the drifted settings with the finding', () => {
    const row = report({ postureAfter: { encryption: 'AES256', publicAccessBlock: false, versioning: 'Enabled', lifecycleRules: ['expire-logs'], retentionDays: 30 } }).split('\n').find((line) => line.startsWith('| Secure as before'));
    expect(row).toMatch(/4: publicAccessBlock .*NOT MET \(F-[0-9a-f]{8}\)/);
  });

  it('compares with the drill before and counts the attempts', () => {
    const text = report({}, { context: { schema: 'redrill.context/1', previous: { number: 5, verdict: 'fail-integrity', rtaSeconds: 4000, rpaSeconds: null, findings: ['F-00000000'] }, attempts: { total: 7, byEnd: { finished: 5, refused: 1, 'this run': 1 } } } });
    expect(text).toContain('run 0005 ended fail-integrity; time to recover 1 h 7 min -> 37 min 30 s; data lost this strike not measured -> 49 min 59 s; 1 of 1 finding no longer seen.');
    expect(text).toContain('7 in the ledger up to this run: 5 finished, 1 refused, 1 this run.');
  });

  it('has minutes that sum to the whole', () => {
    for (const restoreSeconds of [1200, 1229, 1231, 1999, 4321]) {
      const [store] = summarise(inputOf({ restoreSeconds, detectedAfter: 95, declaredAfter: 947 })).stores;
      const [parts = '', total = ''] = store ? whereTimeWent(store).split(' = ') : [];
      expect([...parts.matchAll(/\d+/g)].reduce((sum, match) => sum + Number(match[0]), 0)).toBe(Number.parseInt(total, 10));
    }
  });
});

describe('rounding', () => {
  it('gives whole numbers that sum to the rounded total and lie next to the parts', () => {
    fc.assert(fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 8 }), (parts) => {
      const whole = sumToTotal(parts);
      expect(whole.reduce((a, b) => a + b, 0)).toBe(Math.round(parts.reduce((a, b) => a + b, 0)));
      for (const [i, value] of whole.entries()) expect(Math.abs(value - (parts[i] ?? 0))).toBeLessThanOrEqual(1);
    }));
  });
});

/** Columns of a table's line; an escaped pipe opens none. */
const columns = (line: string): number => line.replaceAll('\\|', '').split('|').length;

describe('hostile names', () => {
  const NASTY = '<img src=x onerror=1>|`x`\u202e[a](javascript:1)\n# head\n| - |\u001b[2J ![](http://evil)';
  const story: Story = { started: { title: NASTY, threat: NASTY, command: ['redrill', NASTY], seed: NASTY, stores: [{ ...(buildRun().started.stores[0] ?? never()), title: NASTY, resource: NASTY }], notExercised: [{ what: NASTY, why: NASTY }], people: { ...buildRun().started.people, operator: NASTY } }, integrity: { missing: 1, recovered: 3999, method: NASTY, cannotSee: NASTY, samples: [{ kind: 'missing', name: NASTY, detail: NASTY }] }, postureAfter: { [NASTY]: NASTY }, putBack: { ok: false, left: [NASTY], commands: [NASTY] } };

  it('become no markup, no new line and no control character anywhere in a report', () => {
    const text = report(story);
    expect(text.replaceAll('\n', '')).not.toMatch(/\p{C}/u);
    const types = new Set<string>();
    const walk = (node: { readonly type: string; readonly children?: readonly unknown[] }): void => {
      types.add(node.type);
      for (const child of node.children ?? []) walk(child as typeof node);
    };
    walk(fromMarkdown(text));
    for (const type of ['html', 'link', 'image', 'linkReference', 'definition']) expect(types).not.toContain(type);
    expect(text.split('\n').filter((line) => line.startsWith('# '))).toHaveLength(1);
  });

  it('leave commands to be copied as they are', () => {
    expect(report({ putBack: { ok: false, left: ['x'], commands: ['a | b ``` c'] }, started: { command: ['redrill', 'run', 'x y', "it's"] } })).toMatch(/\n````\na \| b ``` c\n````\n[^]*\n```\nredrill run 'x y' 'it'\\''s'\n```\n/);
  });

  it('leave every table with the columns of its head', () => {
    const lines = report(story).split('\n');
    for (const [i, line] of lines.entries()) if (line.startsWith('|') && lines[i - 1]?.startsWith('|')) expect(columns(line)).toBe(columns(lines[i - 1] ?? ''));
  });

  it('steer no terminal and break no line in the table of runs', () => {
    const hostile = summarise({ ...inputOf({ started: { ...story.started, scenario: NASTY, variant: NASTY } }) });
    expect(platformLines([hostile]).split('\n')).toHaveLength(2);
    expect(platformLines([hostile]).replaceAll('\n', '')).not.toMatch(/\p{C}/u);
    expect(platformTable([hostile]).split('\n')).toHaveLength(3);
  });
});

function never(): never {
  throw new Error('the fake run has a store');
}

describe('the table of several runs', () => {
  it('has a row for each store and says what every run came to', () => {
    const lines = platformLines(STORIES.map(([, story]) => summarise(inputOf(story)))).split('\n');
    expect(lines).toHaveLength(STORIES.length + 1);
    expect(lines[1]).toMatch(/^0007 {2}s3-bucket-deletion {2}DR-S5 {2}rehearsal: pass .*4000\/4000 \(full-hash\) .*5\/5 .*yes$/);
    expect(lines.find((line) => line.includes('refused by a guard'))).toMatch(/yes$/);
    expect(lines.find((line) => line.includes('NO'))).toBeDefined();
  });
});

describe('run.json', () => {
  it('holds durations as ISO 8601 beside seconds and every unmeasured number as null beside why', () => {
    const good = summarise(inputOf({}));
    expect(good.rta).toEqual({ value: 'PT37M30S', seconds: 2250, class: 'modelled' });
    const bad = summarise(inputOf({ failedStep: 'restore' }));
    expect(bad.rta).toMatchObject({ value: null, seconds: null, class: null, why: expect.any(String) as string });
    for (const store of bad.stores) for (const number of [store.rta, store.rtaFromDetection, store.rtaFromDeclaration, store.rpa, store.rpaWorst]) expect(number.value === null).toBe(number.why !== undefined);
  });

  it('names a safety copy that could not be discarded as left behind', () => {
    const input = inputOf({});
    const error = { ...input.events.at(-1), type: 'error', data: { where: 'discarding the safety copy of DR-S5', code: 's3.AccessDenied', message: 'denied' } } as ReportInput['events'][number];
    expect(summarise({ ...input, events: [...input.events, error] }).safety.leftBehind).toEqual(['discarding the safety copy of DR-S5: denied']);
  });

  it('is plain JSON that reads back as it was', () => {
    for (const [, story] of STORIES) {
      const summary = summarise(inputOf(story));
      expect(JSON.parse(JSON.stringify(summary))).toEqual(summary);
    }
  });
});
