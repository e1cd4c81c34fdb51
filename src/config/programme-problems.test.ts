import { expect, it } from 'vitest';
import { configSchema } from '#contract/config.schema';
import type { ResolvedConfig } from '#contract/config.schema';
import { programmeProblems } from './programme-problems.ts';

const { programme, out } = configSchema.def.in.shape;
const problems = (entries: unknown, tell: unknown = {}): readonly string[] => programmeProblems({ programme: programme.parse(entries), out: out.parse(tell) } as unknown as ResolvedConfig).map(({ path, text }) => `${path.join('.')}: ${text}`);

it('a programme with a readable rule, different people and a named change has no problem', () => {
  expect(problems([{ id: 'a', scenarios: ['rds-loss'], every: 'first Saturday 03:00 Europe/Berlin', operator: 'ops', reviewer: 'risk', afterChange: { files: ['src/db'] } }, { id: 'b', scenarios: ['rds-loss'] }], { webhook: { url: 'http://127.0.0.1:9/x' } })).toEqual([]);
});

it.each([
  [[{ id: 'a', scenarios: ['x-y'], every: 'often' }], {}, 'programme.0.every: "often" says no times'],
  [[{ id: 'a', scenarios: ['x-y'] }, { id: 'a', scenarios: ['x-y'] }], {}, 'programme.1.id: must be unique'],
  [[{ id: 'a', scenarios: ['x-y'], afterChange: {} }], {}, 'programme.0.afterChange: must name files'],
  [[{ id: 'a', scenarios: ['x-y'], operator: 'ann', reviewer: 'ann' }], {}, 'nobody reviews their own drill'],
  [[], { webhook: { url: 'http://example.org/hook' } }, 'out.webhook.url: must be an https address'],
  [[], { webhook: { url: 'http://localhost/hook' } }, 'out.webhook.url: must be an https address'],
])('%j with %j is refused: %s', (entries, tell, why) => {
  expect(problems(entries, tell).join('\n')).toContain(why);
});
