import { describe, expect, it } from 'vitest';
import { reporting } from '#report/reporting';
import { signedRun, VERSION } from '../testing/signed-run.ts';
import { verifyBundle } from '../bundle/verify-bundle.ts';
import type { BundleFiles } from '../bundle/bundle-format.ts';
import { danglingReferences } from './dangling-references.ts';
import { oscalCheck } from './oscal-faults.ts';
import { verifyOscal } from './verify-oscal.ts';

const run = await signedRun(reporting);

/** A bundle in whose Assessment Results something was changed before it was signed. */
async function bundleWith(change: (text: string) => string, fields: readonly string[] = []): Promise<BundleFiles> {
  const { files } = await run.bundle();
  const inner = new Map([...files].filter(([name]) => !/^(manifest\.|key\.pem|verify\.mjs)/.test(name)));
  inner.set('oscal.json', Buffer.from(change(inner.get('oscal.json')?.toString('utf8') ?? '')));
  return (await run.bundle({ files: inner, redact: { fields, secrets: false, salt: () => 'salt' } })).files;
}
const verdict = (files: BundleFiles) => verifyBundle(files, { version: VERSION, also: verifyOscal });

describe('the Assessment Results of a bundle', () => {
  it('are in it, and are found to be as the schema has them', async () => {
    expect(verdict((await run.bundle()).files)).toMatchObject({ exitCode: 0, notes: expect.arrayContaining([expect.stringContaining("oscal.json is as NIST's schema of OSCAL 1.2.1 has it")]) as unknown });
  });

  it.each([
    ['an empty list', (text: string) => text.replace(/"methods": \[\s*"TEST"\s*\]/, '"methods": []'), /must NOT have fewer than 1 items/],
    ['a name that OSCAL does not know', (text: string) => text.replace('"import-ap"', '"import-plan"'), /import-ap|import-plan/],
    ['a time without a zone', (text: string) => text.replace(/("collected": "[^"]+)Z"/, '$1"'), /collected must match/],
    ['a reference that leads nowhere', (text: string) => text.replace(/("observation-uuid": ")./, (_, head: string) => `${head}0`).replace(/("risk-uuid": ")./, (_, head: string) => `${head}0`), /which is nowhere in the document/],
    ['an id that is given twice', (text: string) => { const [, first = ''] = /"observations": \[\s*\{\s*"uuid": "([^"]+)"/.exec(text) ?? []; return text.replace(/("risks": \[\s*\{\s*"uuid": ")[^"]+/, `$1${first}`); }, /is the id of two things/],
    ['no JSON', () => '{', /is no JSON/],
  ])('are refused for %s, although they were signed so', async (_, change, why) => {
    const files = await bundleWith(change);
    expect(verdict(files)).toMatchObject({ exitCode: 1, sentence: expect.stringMatching(why) as string });
    // The script in the bundle has no packages: it says that they are the ones that were signed.
    expect(verifyBundle(files, { version: VERSION }).exitCode).toBe(0);
  });

  it('may be invalid where something was redacted, which is said', async () => {
    const files = await bundleWith((text) => text.replace('"import-ap"', '"import-plan"'), ['run.started.people']);
    expect(verdict(files)).toMatchObject({ exitCode: 0, notes: expect.arrayContaining([expect.stringContaining('no valid OSCAL any more, because parts of it were redacted')]) as unknown });
  });

  it('are missed by nobody in a bundle of an older edition', async () => {
    const { files } = await run.bundle();
    const older = new Map([...files].filter(([name]) => !/^(manifest\.|key\.pem|verify\.mjs|oscal\.json)/.test(name)));
    expect(verdict((await run.bundle({ files: older })).files).exitCode).toBe(0);
  });
});

it('what is no document at all is refused in a sentence', () => {
  for (const none of [null, 1, [], {}, { 'assessment-results': null }]) expect(oscalCheck()(none)).not.toEqual([]);
  expect(danglingReferences(null)).toEqual([]);
});
