import { describe, expect, it } from 'vitest';
import type { RunEvent } from '#contract/events';
import type { ReportInput } from '#contract/reporting';
import { oscalCheck } from '#evidence/oscal/oscal-faults';
import { hostileInput, NASTY } from '#evidence/testing/hostile-names';
import { inputOf, richInput, storyInput } from '#evidence/testing/report-input';
import { microsOf } from '#kit/time';
import { buildRun } from '#record/testing/build-run';
import type { Story } from '#record/testing/build-run';
import { editRun } from '#record/testing/run-builder';
import { summarise } from '../summarise.ts';
import { oscalReport } from './oscal.ts';

interface Observation { readonly uuid: string; readonly title: string; readonly description: string; readonly methods: readonly string[]; readonly collected: string; readonly expires?: string; readonly props?: readonly { readonly name: string; readonly value: string }[] }
interface Finding { readonly target: { readonly 'target-id': string; readonly status: { readonly state: string; readonly remarks: string } }; readonly 'related-observations': readonly unknown[]; readonly 'related-risks'?: readonly { readonly 'risk-uuid': string }[] }
interface Risk { readonly uuid: string; readonly title: string; readonly status: string; readonly deadline?: string; readonly remediations?: readonly unknown[] }
interface Result { readonly start: string; readonly observations: readonly Observation[]; readonly findings?: readonly Finding[]; readonly risks?: readonly Risk[]; readonly attestations?: readonly { readonly parts: readonly { readonly prose: string }[] }[]; readonly 'assessment-log': { readonly entries: readonly { readonly title: string; readonly start: string }[] }; readonly remarks: string }
interface Document { readonly 'assessment-results': { readonly uuid: string; readonly metadata: { readonly parties?: readonly unknown[]; readonly version: string }; readonly 'import-ap': { readonly href: string }; readonly results: readonly [Result]; readonly 'back-matter': { readonly resources: readonly { readonly uuid: string; readonly title: string; readonly rlinks?: readonly { readonly href: string; readonly hashes?: readonly { readonly algorithm: string }[] }[] }[] } } }

const check = oscalCheck();
const textOf = (input: ReportInput): string => oscalReport(input, summarise(input));
const documentOf = (input: ReportInput): Document => JSON.parse(textOf(input)) as Document;
const resultOf = (input: ReportInput): Result => documentOf(input)['assessment-results'].results[0];
const states = (input: ReportInput): readonly string[] => (resultOf(input).findings ?? []).map(({ target }) => `${target['target-id']} ${target.status.state}`);

const STORIES: Readonly<Record<string, Story>> = {
  pass: {}, 'pass after a resume': { resumed: { after: 400, downSeconds: 250 } }, 'fail-objective': { pointEvery: 18_000 }, 'fail-integrity': { integrity: { missing: 2, recovered: 3998 }, postureAfter: { encryption: 'none' } }, 'fail-not-recovered': { failedStep: 'restore' }, killed: { killed: true },
  inconclusive: { beaconsComplete: false }, checker: { controlSaysYes: true }, aborted: { endsBefore: 'aborted' }, refused: { guardRefuses: true }, sabotaged: { started: { mutation: 'one-missing' }, integrity: { missing: 1, recovered: 3999 } },
};
const INPUTS: readonly (readonly [string, () => ReportInput])[] = [...Object.entries(STORIES).map(([name, story]) => [name, () => storyInput(story)] as const), ['several stores', () => richInput()]];

/** The same drill on AWS, restored from points of production. */
function ofProduction(story: Story = {}): ReportInput {
  const input = storyInput({ ...story, started: { target: { kind: 'aws', pace: 'real', accounts: { platform: '111111111111' }, regions: {} }, ...story.started } });
  const real = <T extends { readonly class: unknown }>(number: T): T => (number.class === null ? number : { ...number, class: 'aws-production-points' });
  return { ...input, measurement: { ...input.measurement, stores: input.measurement.stores.map((store) => ({ ...store, rta: real(store.rta), rpa: real(store.rpa), rpaWorst: real(store.rpaWorst) })) } };
}

describe.each(INPUTS)('Assessment Results of a run that ended %s', (_, make) => {
  it('are as the schema of NIST has them, and every reference in them leads somewhere', () => {
    expect(check(documentOf(make()))).toEqual([]);
  });

  it('say of a rehearsal that an objective is refuted or nothing, and never that one is satisfied', () => {
    expect(states(make()).filter((state) => !state.endsWith(' not-satisfied'))).toEqual([]);
  });

  it('have an observation by test for each reading, what was not measured included', () => {
    const input = make();
    const { observations } = resultOf(input);
    expect(observations).toHaveLength(input.measurement.reachedFault ? 3 + 7 * input.measurement.stores.length : 1);
    for (const { methods, collected, description } of observations) expect([methods, microsOf(collected) >= microsOf(input.started.realStartedAt), description.length > 5]).toEqual([['TEST'], true, true]);
  });

  it('have a resource with its hash for every file that the numbers rest on, and the plan that they import', () => {
    const input = make();
    const document = documentOf(input)['assessment-results'];
    const { resources } = document['back-matter'];
    expect(resources[0]?.uuid).toBe(document['import-ap'].href.slice(1));
    const hashed = new Set(resources.flatMap(({ rlinks }) => rlinks ?? []).filter(({ hashes }) => hashes?.[0]?.algorithm === 'SHA-256').map(({ href }) => href));
    for (const { name } of input.files) expect(hashed).toContain(name);
  });
});

describe('findings on the objectives of a drill', () => {
  it('are satisfied only where production itself was restored and everything holds', () => {
    expect(states(ofProduction())).toEqual(['rto-1-1', 'rpo-1-1', 'rto-1-2', 'rpo-1-2', 'content-1', 'settings-1'].map((id) => `cp-4_redrill.${id} satisfied`));
  });

  it('do not say that a production target is met by synthetic data', () => {
    expect(states(storyInput({ started: { target: { kind: 'aws', pace: 'real', accounts: {}, regions: {} } } }))).toEqual(['cp-4_redrill.content-1 satisfied', 'cp-4_redrill.settings-1 satisfied']);
  });

  it('are none where the run is inconclusive or was sabotaged, whatever its numbers are', () => {
    for (const story of [STORIES['inconclusive'], STORIES['sabotaged'], STORIES['checker']]) {
      const input = ofProduction(story);
      expect(resultOf(input).findings).toBeUndefined();
      expect(resultOf(input).observations.length).toBeGreaterThan(0);
    }
  });

  it('judge data loss by the worst moment of the window, so that luck does not pass', () => {
    const input = ofProduction({ pointEvery: 18_000 });
    expect(summarise(input).rpa.seconds).toBeLessThan(14_400);
    expect(states(input)).toContain('cp-4_redrill.rpo-1-2 not-satisfied');
    expect(states(input)).toContain('cp-4_redrill.rpo-1-1 satisfied');
  });

  it('hold nothing for satisfied where the content that came back is wrong, and name the risk', () => {
    const input = ofProduction({ integrity: { missing: 2, recovered: 3998 } });
    const { findings = [], risks = [] } = resultOf(input);
    expect(states(input)).toEqual(['cp-4_redrill.content-1 not-satisfied']);
    const risk = risks.find(({ title }) => title === 'Part of what was there did not come back');
    expect(findings[0]?.['related-risks']).toEqual([{ 'risk-uuid': risk?.uuid }]);
  });

  it('of a rehearsal say by whom they were refuted', () => {
    expect(resultOf(storyInput(STORIES['fail-objective'])).findings?.[0]?.target.status.remarks).toMatch(/^refuted by a rehearsal: measured 5 h/);
  });
});

describe('what the document takes from the run', () => {
  it('has a deadline, a state and a proposed edit for what the register knows of a finding', () => {
    const input = storyInput(STORIES['fail-integrity']);
    const [first] = summarise(input).findings;
    if (first === undefined) throw new Error('the story has a finding');
    const state = { id: first.id, severity: first.severity, title: first.title, scenario: 'x', store: first.store, state: 'accepted', owner: 'Eve', due: '2026-11-30', overdueDays: 0, seen: [7], retested: [], accepted: { by: 'Eve', until: '2026-12-31', why: 'w' }, closedBy: null } as const;
    const known = { ...input, context: { schema: 'redrill.context/1', previous: null, attempts: { total: 1, byEnd: {} }, register: { record: 'x', findings: [state] } } } as const;
    const { risks = [] } = resultOf(known);
    expect(check(documentOf(known))).toEqual([]);
    expect(risks[0]).toMatchObject({ status: 'deviation-approved', deadline: '2026-12-31T23:59:59Z' });
    expect(risks.slice(1).every(({ status, deadline }) => status === 'open' && deadline === undefined)).toBe(true);
  });

  it('expires at the next date of the programme with its grace, and never where no programme names the drill', () => {
    const entry = { id: 'q', scenarios: ['s3-bucket-deletion'], variants: ['default'], every: 'quarterly', grace: 'P7D' };
    const planned = (programme: unknown): Result => resultOf(storyInput({ started: { config: { programme } } }));
    expect(planned([entry]).observations.every(({ expires }) => expires === '2027-01-08T03:00:00.000000Z')).toBe(true);
    expect(planned([entry, { ...entry, freshFor: 'P30D' }]).observations[0]?.expires).toBe('2026-12-07T09:15:00.000000Z');
    for (const none of [undefined, [], 'x', [{ ...entry, scenarios: ['rds-loss'] }], [{ ...entry, variants: ['encrypted'] }]]) expect(planned(none).observations[0]?.expires).toBeUndefined();
  });

  it('names nobody who was not named, and one person in two roles once', () => {
    const people = { operator: 'Ann', approver: 'Ben', reviewer: 'Ann', declareAfterSeconds: 1, noticeWithinSeconds: 0 };
    expect(documentOf(storyInput({ started: { people } }))['assessment-results'].metadata.parties).toHaveLength(2);
    const nobody = storyInput({ started: { people: { ...people, operator: null, approver: null, reviewer: ' ' } } });
    expect(resultOf(nobody).attestations).toBeUndefined();
    expect(check(documentOf(nobody))).toEqual([]);
  });

  it('has other ids for another run, and the same ones for the same run', () => {
    const ids = (input: ReportInput): readonly string[] => [...textOf(input).matchAll(/"uuid": "([^"]+)"/g)].map(([, id]) => id ?? '');
    const [one, same, other] = [ids(storyInput()), ids(storyInput()), ids(storyInput({ started: { token: 'ab12' } }))];
    expect(same).toEqual(one);
    expect(other.filter((id) => one.includes(id))).toEqual([]);
    for (const id of one) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('is dated by the calendar and not by drill time, also where the clock of the machine began anew', () => {
    const run = editRun(buildRun({ resumed: { after: 400, downSeconds: 250 } }), (events) => {
      const at = events.findIndex(({ type }) => type === 'resumed');
      return events.map((event, index) => (index < at ? event : { ...event, mono: event.mono - 900_000 }));
    });
    const starts = resultOf(inputOf(run))['assessment-log'].entries.map(({ start }) => microsOf(start));
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
    expect(((starts.at(-1) ?? 0) - (starts[0] ?? 0)) / 1e6).toBeGreaterThan(250);
    expect(((starts.at(-1) ?? 0) - (starts[0] ?? 0)) / 1e6).toBeLessThan(252);
  });

  it('tells of very many turns the first and the last, and how many it leaves out', () => {
    const run = editRun(buildRun(), (events) => events.flatMap((event): readonly RunEvent[] => (event.type === 'soak.ended' ? [...Array.from({ length: 600 }, () => ({ ...event, type: 'signal', data: { name: 'SIGUSR2', count: 1 } }) as unknown as RunEvent), event] : [event])));
    const { 'assessment-log': { entries }, remarks } = resultOf(inputOf(run));
    expect(entries).toHaveLength(500);
    expect(entries.at(-1)?.title).toMatch(/^The run ended/);
    expect(remarks).toMatch(/\d+ turns are in the record alone/);
  });
});

it.each(NASTY.map((nasty) => [JSON.stringify(nasty), nasty] as const))('names such as %s break neither the schema nor the text around them', (_, nasty) => {
  const text = textOf(hostileInput(nasty));
  expect(check(JSON.parse(text))).toEqual([]);
  expect(text.replaceAll('\n', '')).not.toMatch(/\p{C}/u);
  for (const { title, description } of resultOf(hostileInput(nasty)).observations) expect(`${title}${description}`).not.toMatch(/<script|<img|<svg|[^\\]\]\(javascript/i);
});
