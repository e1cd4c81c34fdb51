import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RedrillError } from '#kit/redrill-error';
import { parseRunbook } from './parse-runbook.ts';

const GOOD = `# Restore the bucket

When to use: the bucket is gone.

### 1. Decide
The head of operations decides.
\`\`\`step
uses: manual
role: head of operations
expected: PT10M
confirm: the decision is in the incident channel
\`\`\`

### 2. Recreate the bucket
\`\`\`step
uses: s3.recreate
with: { store: DR-S5 }
as: bucket
\`\`\`

### 3. Tell customers
Call them.

### 4. Clean the cache
\`\`\`step
uses: shell
run: |
  echo clean
idempotent: true
\`\`\`

### 5. Check before letting users in
\`\`\`step
uses: check
with: { probe: s3.complete, store: DR-S5, bucket: $bucket.name }
release: true
\`\`\`

## Roll back
\`\`\`bash
echo this is only text
\`\`\`
`;

function problems(text: string): readonly string[] {
  try {
    parseRunbook('r.md', text);
  } catch (error) {
    if (error instanceof RedrillError && error.exitCode === 64) return error.message.split('\n');
    throw error;
  }
  return [];
}

const step = (body: string, n = 1): string => `# T\n\n### ${n}. Step\n\`\`\`step\n${body}\n\`\`\`\n`;

describe('a runbook document', () => {
  it('gives its steps in order with what each binds to', () => {
    const runbook = parseRunbook('r.md', GOOD);
    expect(runbook.title).toBe('Restore the bucket');
    expect(runbook.steps.map(({ n, uses, line }) => [n, uses, line])).toEqual([[1, 'manual', 5], [2, 's3.recreate', 14], [4, 'shell', 24], [5, 'check', 32]]);
    expect(runbook.steps[0]?.manual).toEqual({ role: 'head of operations', expected: 'PT10M', confirm: 'the decision is in the incident channel' });
    expect(runbook.steps[1]).toMatchObject({ with: { store: 'DR-S5' }, as: 'bucket', release: false });
    expect(runbook.steps[2]?.shell).toEqual({ run: 'echo clean\n', probe: null, idempotent: true });
    expect(runbook.steps[3]).toMatchObject({ release: true, with: { probe: 's3.complete', bucket: '$bucket.name' } });
  });

  it('lists numbered steps that are bound to nothing, so that they become findings', () => {
    expect(parseRunbook('r.md', GOOD).unbound).toEqual([{ n: 3, title: 'Tell customers', line: 21 }]);
  });

  it('changes its hash with any byte', () => {
    expect(parseRunbook('r.md', GOOD).sha256).not.toBe(parseRunbook('r.md', GOOD.replace('gone', 'lost')).sha256);
  });
});

describe('a broken runbook is refused with line and column', () => {
  it.each([
    ['two fences in a step', `${step('uses: manual\nrole: a\nexpected: PT1M\nconfirm: b')}\n\`\`\`step\nuses: a.b\n\`\`\``, ['r.md:11:1: step 1 has a second step fence; expected exactly one before the next heading']],
    ['a fence outside a step', '# T\n\n```step\nuses: a.b\n```\n\n### 1. A\n', ['r.md:3:1: a step fence stands outside a numbered step; put it directly under a heading such as "### 1. Title"']],
    ['a fence below an unnumbered heading', '# T\n\n### 1. A\n\n#### Notes\n```step\nuses: a.b\n```\n', ['r.md:6:1: a step fence stands outside a numbered step; put it directly under a heading such as "### 1. Title"']],
    ['a fence in a list', '# T\n\n### 1. A\n\n- do\n  ```step\n  uses: a.b\n  ```\n', ['r.md:6:3: a step fence stands inside a list or quotation; put it at the left margin under its heading']],
    ['a number twice', '# T\n\n### 1. A\n\n### 1. B\n', ['r.md:5:1: step number 1 is given twice; expected 2']],
    ['a number left out', '# T\n\n### 1. A\n\n### 3. B\n', ['r.md:5:1: step number 3 is out of order; expected 2']],
    ['no title', '### 1. A\n', ['r.md:1:1: has no title; expected a first-level heading "# Title"']],
    ['no steps', '# T\n', ['r.md:1:1: has no numbered step; expected headings such as "### 1. Recreate the bucket"']],
    ['a duplicate key', step('uses: a.b\nuses: a.c'), ['r.md:6:1: step 1: a key is given twice']],
    ['an alias', step('uses: a.b\nwith: { a: &x 1, b: *x }'), ['r.md:6:15: step 1: anchors (&x) are not allowed; write the value out']],
    ['an id with a leading zero', step('uses: a.b\nwith: { account: 012345678901 }'), ['r.md:6:18: step 1: 012345678901 begins with a zero; put ids in quotes, because a number loses leading zeros']],
    ['a tag', step('uses: !!binary aGk='), ['r.md:5:16: step 1: tags (tag:yaml.org,2002:binary) are not allowed']],
    ['an unknown key', step('uses: a.b\nwiht: { a: 1 }'), ['r.md:6:7: step 1: wiht is not a known key; did you mean "with"?']],
    ['no mapping', step('- a'), ['r.md:5:1: step 1: must be a list of "key: value" lines that begins with "uses:"']],
    ['a manual step without a role', step('uses: manual\nexpected: PT1M\nconfirm: x'), ['r.md:5:1: step 1: role is missing; expected a text']],
    ['a duration in words', step('uses: manual\nrole: a\nexpected: ten minutes\nconfirm: x'), ['r.md:7:11: step 1: expected must be an ISO 8601 duration such as PT10M, got "ten minutes"']],
    ['outputs of nobody', step('uses: a.b\nwith: { bucket: $bucket.name }'), ['r.md:6:7: step 1: $bucket.name refers to outputs that no earlier step gives; expected "as: bucket" on a step above']],
    ['outputs of a later step', `${step('uses: a.b\nwith: { x: $later.name }')}\n### 2. B\n\`\`\`step\nuses: a.c\nas: later\n\`\`\`\n`, ['r.md:6:7: step 1: $later.name refers to outputs that no earlier step gives; expected "as: later" on a step above']],
  ])('%s', (_, text, expected) => {
    expect(problems(text)).toEqual(expected);
  });

  it('lists every problem of the document at once, in the order of the document', () => {
    expect(problems(`${step('uses: a.b\nuses: c')}\n### 3. B\n\`\`\`step\n- x\n\`\`\`\n`)).toHaveLength(3);
  });
});

describe('whatever the text, a runbook is parsed or refused, and nothing else happens', () => {
  it('for arbitrary text', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => { problems(text); }), { numRuns: 300 });
  });

  it('for arbitrary YAML-like text in a fence', () => {
    const piece = fc.constantFrom('uses: ', 'with:', '&a ', '*a', '<<: ', '!!map ', '{', '}', '[', ']', '- ', '? ', ': ', '|', '>', "'", '"', '#', '\n', '  ', '\t', '0123', '__proto__', '$a.b', 'x', '---', '...', '%YAML 1.1', '\u0000', '\u2028');
    fc.assert(fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => { problems(step(pieces.join(''))); }), { numRuns: 500 });
  });

  it('for deep nesting, long lines and very long documents', () => {
    problems(`# T\n\n${'>'.repeat(3000)} x`);
    problems(step(`uses: a.b\nwith: ${'['.repeat(2000)}`));
    expect(problems('x'.repeat(1_000_001))).toEqual(['r.md: has 1000001 characters; expected a document of at most 1000000']);
  });
});

describe('a document that goes on from another one', () => {
  const text = (first: number): string => `# Back\n\n### ${first}. One\n\n\`\`\`step\nuses: shell\nrun: "true"\nidempotent: true\n\`\`\`\n\n### ${first + 1}. Two\n`;

  it('may begin with any number and has no gaps from there', () => {
    const goesOn = parseRunbook('there.md', text(1).replace('idempotent: true', 'idempotent: true\nas: there'));
    expect(parseRunbook('back.md', text(101), { goesOn }).steps[0]?.n).toBe(101);
    expect(() => parseRunbook('back.md', text(101))).toThrow('step number 101 is out of order; expected 1');
    expect(() => parseRunbook('back.md', text(101).replace('102', '104'), { goesOn })).toThrow('step number 104 is out of order; expected 102');
  });

  it('may use what the steps of that one give, and none of their names again', () => {
    const goesOn = parseRunbook('there.md', text(1).replace('idempotent: true', 'idempotent: true\nas: there'));
    const uses = text(101).replace('uses: shell\nrun: "true"\nidempotent: true', 'uses: a.b\nwith: { x: $there.stdout }');
    expect(parseRunbook('back.md', uses, { goesOn }).steps[0]?.with).toEqual({ x: '$there.stdout' });
    expect(() => parseRunbook('back.md', text(101).replace('idempotent: true', 'idempotent: true\nas: there'), { goesOn })).toThrow('as: there is the name of an earlier step');
  });
});
