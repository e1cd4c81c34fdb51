import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ReportInput } from '#contract/reporting';
import type { Story } from '#record/testing/build-run';
import { CHARTS } from './charts/charts.ts';
import { platformHtml } from './html/platform-html.ts';
import { STYLE } from './html/style.ts';
import { RENDERERS } from './reporting.ts';
import { SECTIONS } from './sections.ts';
import { seqOfPath } from './source.ts';
import { sourcesOf } from './sources.ts';
import { summarise } from './summarise.ts';
import { hostileInput, NASTY } from '#evidence/testing/hostile-names';
import { richInput, storyInput } from '#evidence/testing/report-input';

const STORIES: readonly (readonly [string, () => ReportInput])[] = [
  ...([['pass', {}], ['fail-objective', { pointEvery: 18_000 }], ['fail-integrity', { integrity: { missing: 2, recovered: 3998 } }], ['fail-not-recovered', { failedStep: 'restore' }], ['killed', { killed: true }], ['inconclusive', { beaconsComplete: false }], ['checker', { controlSaysYes: true }], ['aborted', { endsBefore: 'aborted' }], ['refused', { guardRefuses: true }], ['resumed', { resumed: { after: 400, downSeconds: 250 } }]] as readonly (readonly [string, Story])[]).map(([name, story]) => [name, () => storyInput(story)] as const),
  ['several stores', () => richInput()],
];

const rendered = (input: ReportInput): ReadonlyMap<string, string> => {
  const summary = summarise(input);
  return new Map(RENDERERS.map(({ file, render }) => [file, render(input, summary)]));
};
const format = (input: ReportInput, file: string): string => rendered(input).get(file) ?? '';
const html = (input: ReportInput): string => format(input, 'report.html');
/** Every tag with its attributes; text between tags is left out. */
const tags = (text: string): readonly string[] => text.replace(/<style>[^]*?<\/style>/, '').match(/<[a-z!/][^>]*>/gi) ?? [];

describe.each(STORIES)('every format of a run that ended %s', (_, make) => {
  it('is the same, byte for byte, from the record as it is stored', () => {
    const stored = JSON.parse(JSON.stringify(make())) as ReportInput;
    expect([...rendered(stored)]).toEqual([...rendered(make())]);
  });

  it('says neither undefined nor NaN, and never claims conformity', () => {
    for (const [file, text] of rendered(make())) expect([file, /\bcompliant\b|undefined|NaN|\[object/i.exec(text.replaceAll('"undefined"', ''))?.[0]]).toEqual([file, undefined]);
  });
});

describe.each(STORIES)('the HTML of a run that ended %s', (_, make) => {
  const text = html(make());

  it('is one file that fetches and runs nothing, under a policy that allows its own stylesheet alone', () => {
    expect(text).toContain(`content="default-src 'none'; style-src 'sha256-${hash('sha256', STYLE, 'base64')}'; base-uri 'none'; form-action 'none'"`);
    expect(text).toContain(`<style>${STYLE}</style>`);
    for (const tag of tags(text)) expect(tag).not.toMatch(/^<(script|iframe|object|embed|link|img|form|base)\b|\s(src|style|on\w+|srcset|xlink:href)=|href="(?!#)/i);
    expect(STYLE).not.toMatch(/@import|url\((?!#)/);
  });

  it('has every section, one main landmark, unique anchors, and no link that leads nowhere', () => {
    for (const { title } of SECTIONS) expect(text).toContain(`>${title}</h2>`);
    expect(text.match(/<main/g)).toHaveLength(1);
    expect(text.match(/<h1/g)).toHaveLength(1);
    const ids = [...text.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const missing = [...text.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id).filter((id) => !ids.includes(id));
    expect([...new Set(missing)]).toEqual([]);
  });

  it('closes every element that it opens, and gives every table a caption and heads', () => {
    const open: string[] = [];
    for (const [, close, name, self] of text.replace(/<!--[^]*?-->|<!doctype html>/g, '').replace(/<style>[^]*?<\/style>/, '').matchAll(/<(\/?)([a-z0-9]+)[^>]*?(\/?)>/gi)) {
      if (self === '/' || ['meta', 'br'].includes(name ?? '')) continue;
      if (close === '/') expect(open.pop()).toBe(name);
      else open.push(name ?? '');
    }
    expect(open).toEqual([]);
    for (const table of text.match(/<table[^]*?<\/table>/g) ?? []) expect(table).toMatch(/<caption[^]*<thead>/);
  });
});

it('the table for spreadsheets says of a rehearsal what page 1 says: within the model or refuted, and never plainly met', () => {
  const results = (story: Story): readonly string[] => format(storyInput(story), 'report.csv').split('\r\n').flatMap((line) => [/,(met, by luck|met|not met|not met \(refuted\)|within the model)"?,/.exec(line)?.[1] ?? []].flat());
  expect(new Set(results({ pointEvery: 18_000 }))).toEqual(new Set(['within the model', 'not met (refuted)']));
});

describe('page 1 of the HTML', () => {
  it('makes every measured number of the table a link, through the appendix, to events of the record', () => {
    const input = storyInput({});
    const text = html(input);
    const table = /<table class="results">[^]*?<\/table>/.exec(text)?.[0] ?? '';
    const cells = [...table.matchAll(/<tr><th scope="row">.*?<\/th><td>.*?<\/td><td>(.*?)<\/td>/g)].map(([, cell]) => cell ?? '');
    expect(cells).toHaveLength(6);
    for (const cell of cells) {
      const anchor = /^<a href="#([^"]+)">/.exec(cell)?.[1] ?? '';
      const row = new RegExp(`<tr id="${anchor}">.*?</tr>`).exec(text)?.[0] ?? '';
      expect(row).toMatch(/<a href="#seq-\d+"><code>events\.ndjson#seq=\d+<\/code><\/a>/);
    }
  });

  it('sets several stores side by side in one table and the parts of their time in as few lines as they differ', () => {
    const text = html(richInput());
    expect(text.match(/<table class="results stores">/g)).toHaveLength(1);
    expect(text.match(/<dt>Where time went/g)).toHaveLength(1);
  });
});

describe('the sources of the numbers', () => {
  it.each(STORIES)('of a run that ended %s lie in its record, and whatever was measured has one', (_, make) => {
    const input = make();
    const summary = summarise(input);
    const sources = sourcesOf(input, summary);
    const seqs = new Set(input.events.map(({ seq }) => seq));
    for (const seq of sources.flatMap(({ paths }) => paths.flatMap((path) => seqOfPath(path) ?? []))) expect(seqs.has(seq)).toBe(true);
    for (const [index, store] of summary.stores.entries()) {
      for (const [kind, seconds] of [['rta', store.rta.seconds], ['rpa', store.rpa.seconds], ['worst', store.rpaWorst.seconds]] as const) {
        if (seconds !== null) expect([kind, sources.find(({ id }) => id === `from-${kind}-${index + 1}`)?.paths.length]).not.toEqual([kind, 0]);
      }
    }
  });

  it('name the events of the very moments that the time to recover was computed from', () => {
    const input = storyInput({ detectedAfter: 240 });
    const rta = sourcesOf(input, summarise(input)).find(({ id }) => id === 'from-rta-1');
    const types = (rta?.paths ?? []).map((path) => input.events.find(({ seq }) => seq === seqOfPath(path))?.type);
    expect(types).toEqual(['fault.observed', 'detection.ended', 'declared', 'step.started', 'step.ended', 'release.passed', 'service.read', 'soak.ended']);
  });
});

describe('charts', () => {
  it('are all drawn for a run that has everything, each with its facts as a table and a description', () => {
    const input = richInput();
    const summary = summarise(input);
    for (const { draw } of CHARTS) {
      const { id, svg, table, what } = draw(input, summary);
      expect([id, svg === null, table.length > 1, what.length > 40]).toEqual([id, false, true, true]);
      expect(svg).not.toMatch(/NaN|Infinity|undefined/);
      expect(svg).toMatch(/role="img" aria-labelledby="chart-\w+-t chart-\w+-d"/);
    }
  });

  it('say why there is no drawing where there was nothing to measure', () => {
    const input = storyInput({ guardRefuses: true });
    const summary = summarise(input);
    for (const { draw } of CHARTS) expect(draw(input, summary)).toMatchObject({ svg: null, what: expect.stringContaining('Nothing is drawn') as string });
  });

  it('show the beacons before R as found and those after it as lost', () => {
    const input = storyInput({});
    const rows = CHARTS.map(({ draw }) => draw(input, summarise(input))).find(({ id }) => id === 'chart-beacons')?.table.slice(1);
    expect(rows?.map((row) => row.slice(1, 3))).toEqual([['found again', '73'], ['LOST', '69']]);
    expect(rows?.[0]?.[4]).toBe(input.measurement.stores[0]?.r);
  });
});

describe.each(NASTY.map((nasty) => [JSON.stringify(nasty), nasty] as const))('a run whose names are %s', (_, nasty) => {
  const all = rendered(hostileInput(nasty));
  const of = (file: string): string => all.get(file) ?? '';

  it('brings no element, attribute or foreign link into the HTML', () => {
    const plain = new Set(tags(html(storyInput({ users: { journeys: 'fail' }, integrity: { missing: 1, recovered: 3999, samples: [{ kind: 'missing', name: 'x', detail: 'x' }] }, putBack: { ok: false, left: ['x'], commands: ['x'] } }))).map((tag) => /^<\/?[a-z0-9]+/i.exec(tag)?.[0]));
    for (const tag of tags(of('report.html'))) {
      expect(plain.has(/^<\/?[a-z0-9]+/i.exec(tag)?.[0]) || /^<(ol|li|\/ol|\/li|pre|\/pre|br)/.test(tag)).toBe(true);
      expect(tag.replace(/="[^"]*"/g, '')).not.toMatch(/\son\w+|javascript|['`]/i);
    }
    expect(of('report.html').replaceAll('\n', '')).not.toMatch(/\p{C}/u);
  });

  it('gives a CSV in which every row has its columns and no cell is a formula', () => {
    const rows = csv(of('report.csv'));
    for (const row of rows) {
      expect(row).toHaveLength(rows[0]?.length ?? 0);
      for (const cell of row) expect(cell).not.toMatch(/^\s*[=+\-@|%\uff1d]|\p{C}/u);
    }
  });

  it('gives XML that is well-formed, with none of the characters that XML forbids', () => {
    const xml = of('junit.xml');
    expect(xml.replaceAll('\n', '')).not.toMatch(/\p{C}|[\ufffe\uffff]/u);
    const left = xml.replace(/^<\?xml[^?]*\?>/, '').replace(/<\/?[a-z-]+(?:\s[a-z]+="[^"<]*")*\s*\/?>/g, '').replace(/&(?:amp|lt|gt|quot);/g, '');
    expect(left).not.toMatch(/[<>&]/);
  });

  it('gives JSON that steers no terminal and still holds the name as it is', () => {
    const text = of('report.json');
    expect(text.replaceAll('\n', '')).not.toMatch(/\p{C}/u);
    expect((JSON.parse(text) as { readonly started: { readonly title: string } }).started.title).toBe(nasty);
  });
});

describe('one page for several runs', () => {
  const page = (title: string): string => {
    const runs = [richInput(), storyInput({ integrity: { missing: 1, recovered: 3999 } })].map((input) => ({ input: { ...input, started: { ...input.started, title } }, folder: '0007-x' })).map((run) => ({ ...run, summary: summarise(run.input) }));
    return platformHtml({ runs, notRun: [{ name: title, why: title }], stores: ['DR-S5', 'DR-S9'], coverage: [{ scenario: 'a', store: 'DR-S5', number: 3, verdict: 'pass', at: '2026-08-01T00:00:00Z' }, { scenario: 'a', store: 'DR-S5', number: 9, verdict: 'fail-objective', at: '2026-11-01T00:00:00Z' }] });
  };

  it('tells of each store what was last shown, what failed since, and what was never drilled', () => {
    expect(page('t')).toContain('fail-objective, run 0009; last pass 0003, 2026-08-01');
    expect(page('t')).toMatch(/<th scope="row">DR-S9<\/th><td>never<\/td>/);
  });

  it('leads to the reports beside it, and takes no markup from names', () => {
    for (const nasty of NASTY) for (const tag of tags(page(nasty))) expect(tag).not.toMatch(/^<(script|img|iframe)|\son\w+=|href="(?!#|0007-x\/report\.html)/i);
  });
});

/** RFC 4180, strictly. */
function csv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [[]];
  for (const [, quoted, bare, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    if (end === '' && !quoted && !bare) continue;
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? bare ?? '');
    if (end === '\r\n') rows.push([]);
  }
  return rows.filter((row) => row.length > 0);
}
