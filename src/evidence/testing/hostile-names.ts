import type { ReportInput } from '#contract/reporting';
import { buildRun } from '#record/testing/build-run';
import type { Story } from '#record/testing/build-run';
import { storyInput } from './report-input.ts';

/** Names that an outsider could give a bucket, a tag or a message: script, formula, terminal sequences, reordering, ends of tables, lines and XML. */
export const NASTY = [
  '<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '"><svg onload=alert(1)>', '\'-alert(1)-\'', '=HYPERLINK("http://evil.example","x")', '+1+cmd|\' /C calc\'!A0', '-2+3', '@SUM(A1)', '\t=1+1',
  '\u001b[2J\u001b]0;gone\u0007', '\u009b31m', 'a\u202egnp.exe', '\u2066\u200b\ufeff', 'x|y`z` **b** [l](javascript:alert(1)) ![i](http://evil.example)', ']]>&lt;!--', 'line\r\nline', '\ufffe\uffff\ud800', '</style><style>*{display:none}', 'url(http://evil.example)', '${7*7}{{7*7}}',
] as const;

/** A run in which everything that comes from outside has one of those names. */
export function hostileInput(nasty: string): ReportInput {
  const { started } = buildRun();
  const store = started.stores[0];
  if (store === undefined) throw new Error('the fake run has a store');
  const story: Story = {
    started: { title: nasty, threat: nasty, variant: nasty, command: ['redrill', nasty], seed: nasty, version: nasty, stores: [{ ...store, title: nasty, resource: nasty }], notExercised: [{ what: nasty, why: nasty }], people: { ...started.people, operator: nasty }, objectives: [{ source: nasty, rtoSeconds: 60, rpoSeconds: 60, rto: 'PT1M', rpo: 'PT1M' }], engines: [{ name: nasty, version: nasty, how: nasty }] },
    integrity: { missing: 1, recovered: 3999, method: nasty, cannotSee: nasty, samples: [{ kind: 'missing', name: nasty, detail: nasty }] },
    postureAfter: { [nasty]: nasty },
    putBack: { ok: false, left: [nasty], commands: [nasty] },
    users: { journeys: 'fail' },
  };
  return storyInput(story, { context: { schema: 'redrill.context/1', previous: null, attempts: { total: 1, byEnd: { [nasty]: 1 } } } });
}
