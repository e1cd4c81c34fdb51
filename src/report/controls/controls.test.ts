import { describe, expect, it } from 'vitest';
import { summarise } from '../summarise.ts';
import { richInput, storyInput } from '#evidence/testing/report-input';
import { seqOfPath } from '../source.ts';
import { controlRows } from './control-rows.ts';
import { CONTROLS } from './control-table.ts';
import { controls, supportsLine } from './controls-section.ts';

const attended = { attended: true, people: { operator: 'ann', approver: 'ben', reviewer: 'eve', declareAfterSeconds: 600, noticeWithinSeconds: 600 } };
const pass = () => storyInput({ detectedAfter: 240, started: attended });

/** Words by which a table of evidence would turn into an opinion of an auditor. */
const CLAIM = /\b(compliant|compliance|complies|comply|conform\w*|certif\w*|fulfil\w*|satisf\w*|meets?|guarantee\w*|proves?|ensures?|adequate|effective\b)/i;

describe('the table of controls', () => {
  it('names every clause once', () => {
    const names = CONTROLS.map(({ framework, clause }) => `${framework} ${clause}`);
    expect(new Set(names).size).toBe(names.length);
    for (const wanted of ['A1.2', 'A1.3', 'CC7.5', 'A.5.29', 'A.5.30', 'A.8.13', '8.5', 'CP-2', 'CP-4', 'CP-4(1)', 'CP-4(2)', 'CP-4(3)', 'CP-4(4)', 'CP-4(5)', 'CP-6', 'CP-9(1)', 'CP-9(2)', 'CP-10', 'IR-3', '32(1)(c)', '32(1)(d)', '7.2', '11.10(c)', 'BAR-002', 'RES-001', 'RES-002', 'RES-004', 'REL09-BP04', 'REL13-BP03', ...['A', 'B', 'C', 'D', 'E'].map((letter) => `164.308(a)(7)(ii)(${letter})`)]) expect(CONTROLS.map(({ clause }) => clause)).toContain(wanted);
  });

  it('never claims that a clause is met, and always says what is not shown', () => {
    for (const { supports, notShown } of CONTROLS) {
      expect(supports).not.toMatch(CLAIM);
      expect(notShown.length).toBeGreaterThan(10);
    }
  });

  it('cites what is in the record of a run with people that passed, clause by clause', () => {
    const input = pass();
    const summary = summarise(input);
    const seqs = new Set(input.events.map(({ seq }) => seq));
    const rows = controlRows(input, summary);
    expect(rows.filter(({ supports }) => supports === null)).toEqual([]);
    for (const { paths } of rows) {
      expect(paths.length).toBeGreaterThan(1);
      for (const path of paths) {
        const seq = seqOfPath(path);
        if (seq === null) expect(summary).toHaveProperty(path.slice('run.json#'.length));
        else expect(seqs).toContain(seq);
      }
    }
  });
});

describe('a run held against the controls', () => {
  const supported = (story: Parameters<typeof storyInput>[0]): readonly string[] => {
    const input = storyInput(story);
    return controlRows(input, summarise(input)).filter(({ supports }) => supports !== null).map(({ clause }) => clause);
  };

  it('supports nothing when it was refused before its fault, or was sabotaged', () => {
    expect(supported({ guardRefuses: true })).toEqual([]);
    expect(supported({ started: { mutation: 'one-missing' } })).toEqual([]);
  });

  it('supports that a test took place and nothing of recovery when nothing came back', () => {
    const clauses = supported({ failedStep: 'restore' });
    expect(clauses).toContain('CP-4');
    expect(clauses).not.toContain('CP-10');
    expect(clauses).not.toContain('A.8.13');
    expect(clauses).not.toContain('32(1)(c)');
  });

  it('supports nothing of restored content where content was not compared to the end', () => {
    expect(supported({ integrity: { complete: false } })).not.toContain('A.8.13');
    expect(supported({ integrity: { strength: 'count' } })).not.toContain('A.8.13');
  });

  it('says nothing of how people detect where people were modelled, and why', () => {
    const input = storyInput({ detectedAfter: 240 });
    const row = controlRows(input, summarise(input)).find(({ clause }) => clause === 'IR-3');
    expect(row).toMatchObject({ supports: null, paths: [], why: expect.stringContaining('modelled') });
  });

  it('is told on page 1 and in its section as no statement of compliance, and as a rehearsal', () => {
    const input = richInput();
    const summary = summarise(input);
    expect(supportsLine(input, summary)).toMatch(/SOC 2 A1\.3, .* for DR-S5, DR-S1, DR-S3 only, as a rehearsal only.*Not a statement of compliance\.$/);
    const [intro, ...tables] = controls(input, summary);
    expect(intro).toMatch(/^Not a statement of compliance/);
    expect(intro).toContain('no row shows how AWS itself behaves');
    expect(tables.join('\n')).not.toMatch(CLAIM);
  });
});
