import { beforeAll, describe, expect, test } from 'vitest';
import { hash } from 'node:crypto';
import { reporting } from '#report/reporting';
import { VERSION, newKey, rechained, signedRun } from '../testing/signed-run.ts';
import type { SignedRun } from '../testing/signed-run.ts';
import type { BundleFiles, BundleManifest } from './bundle-format.ts';
import { sealEnvelope } from './dsse.ts';
import { packArchive } from './pack-archive.ts';
import { unpackArchive } from './unpack-archive.ts';
import { verifyBundle } from './verify-bundle.ts';

let run: SignedRun;
let files: BundleFiles;
let signer: string;

const check = (changed: BundleFiles, key?: string) => verifyBundle(changed, { version: VERSION, ...(key === undefined ? {} : { key }) });
const withFile = (name: string, edit: (text: string) => string | Buffer | null): BundleFiles => {
  const out = new Map(files);
  const edited = edit((files.get(name) ?? Buffer.alloc(0)).toString('utf8'));
  if (edited === null) out.delete(name);
  else out.set(name, Buffer.from(edited));
  return out;
};

/** What somebody with a key of his own would do after changing files: list and sign everything anew. */
function signedAnew(changed: BundleFiles, key: SignedRun['key'], edit: (manifest: BundleManifest) => object = (manifest) => manifest): BundleFiles {
  const out = new Map(changed);
  const manifest = JSON.parse((files.get('manifest.json') ?? '').toString()) as BundleManifest;
  const listed = [...out].filter(([name]) => name !== 'manifest.json' && name !== 'manifest.dsse.json').map(([name, bytes]) => ({ name, bytes: bytes.length, sha256: hash('sha256', bytes, 'hex') }));
  const text = Buffer.from(`${JSON.stringify(edit({ ...manifest, files: listed }))}\n`);
  out.set('manifest.json', text);
  out.set('manifest.dsse.json', Buffer.from(`${JSON.stringify(sealEnvelope('application/vnd.redrill.bundle-manifest+json', text, key.privateKey))}\n`));
  return out;
}

beforeAll(async () => {
  run = await signedRun(reporting);
  const made = await run.bundle();
  files = made.files;
  signer = made.manifest.signer ?? '';
});

describe('an untouched bundle', () => {
  test('is valid, with its verdict computed again and the fingerprint to compare', () => {
    const verdict = check(unpackArchive(packArchive(files)));
    expect([verdict.result, verdict.exitCode, verdict.verdict, verdict.run]).toEqual(['valid', 0, 'fail-objective', '0007-s3-bucket-deletion']);
    expect(verdict.sentence).toContain(signer);
    expect(verdict.notes.join('\n')).toMatch(/4 checkpoints signed[^]*attempt 7 of 7 in a list without gaps[^]*no anchor[^]*no second witness/);
    expect(check(files, signer.toUpperCase()).result).toBe('valid');
  });

  test('is the same bytes when it is made again', async () => {
    expect(packArchive((await run.bundle()).files).equals(packArchive(files))).toBe(true);
  });

  test('without a key is an unsigned draft: nobody can say where it comes from', async () => {
    const draft = (await run.bundle({ key: null })).files;
    expect(check(draft)).toMatchObject({ exitCode: 2, sentence: expect.stringContaining('unsigned draft') });
    expect(check(draft, signer)).toMatchObject({ exitCode: 1, sentence: expect.stringContaining('unsigned draft') });
  });
});

describe('a bundle that was tampered with is told in one sentence', () => {
  test.each([
    ['one changed byte of the record', () => withFile('events.ndjson', (text) => text.replace('portal-files', 'portal-filez')), 'events.ndjson is not the file that was signed for'],
    ['a file put in', () => withFile('extra.txt', () => 'x'), '"extra.txt" is in the bundle and was not signed for'],
    ['a file taken out', () => withFile('report.md', () => null), '"report.md" was signed for and is gone'],
    ['a signature taken out', () => withFile('manifest.dsse.json', () => null), 'its signature is gone'],
    ['a manifest rewritten', () => withFile('manifest.json', (text) => text.replace('0007', '0008')), 'not the text that was signed'],
    ['another key with the old signature', () => withFile('key.pem', () => '-----BEGIN PUBLIC KEY-----\nx\n'), 'no ed25519 public key'],
  ])('%s', (_, change, sentence) => {
    const verdict = check(change());
    expect([verdict.exitCode, verdict.notes]).toEqual([1, []]);
    expect(verdict.sentence).toContain(sentence);
  });

  test('signed anew by a stranger: the checkpoints still have the first key', () => {
    const other = newKey();
    const pem = withFile('key.pem', (text) => text);
    const verdict = check(signedAnew(pem, other));
    expect(verdict).toMatchObject({ exitCode: 1, sentence: expect.stringContaining('signature is not one of') });
    expect(check(files, `SHA256:${'0'.repeat(64)}`)).toMatchObject({ exitCode: 1, sentence: expect.stringContaining('another key than the one you named') });
  });

  test('the owner of the key himself cannot cut the end of the record off', () => {
    const lines = (files.get('events.ndjson') ?? '').toString().trimEnd().split('\n');
    const cut = withFile('events.ndjson', () => `${lines.slice(0, -3).join('\n')}\n`);
    expect(check(signedAnew(cut, run.key))).toMatchObject({ exitCode: 1, sentence: expect.stringContaining('cut or exchanged') });
    const head = hash('sha256', lines.at(-4) ?? '', 'hex');
    const beacons = [...files.keys()].filter((name) => name.startsWith('beacons/')).sort((a, b) => (a.slice(0, -7) < b.slice(0, -7) ? -1 : 1)).map((name) => `beacons ${name.slice(8, -7)} ${hash('sha256', files.get(name) ?? '', 'hex')}\n`).join('');
    const seal = hash('sha256', `redrill.seal/1\nevents ${lines.length - 3}\nhead ${head}\n${beacons}`, 'hex');
    const told = check(signedAnew(cut, run.key, (manifest) => ({ ...manifest, record: { events: lines.length - 3, head, sha256: seal } })));
    expect(told).toMatchObject({ exitCode: 1, sentence: expect.stringMatching(/Checkpoint 4 was signed over \d+ events, and the record has \d+: its end was cut off/) });
  });

  test('nor exchange an event and chain the rest anew', () => {
    const lines = (files.get('events.ndjson') ?? '').toString().trimEnd().split('\n');
    const text = rechained(lines.map((line) => line.replace('"seconds":600', '"seconds":601')));
    const events = text.trimEnd().split('\n');
    const head = hash('sha256', events.at(-1) ?? '', 'hex');
    const beacons = [...files.keys()].filter((name) => name.startsWith('beacons/')).sort((a, b) => (a.slice(0, -7) < b.slice(0, -7) ? -1 : 1)).map((name) => `beacons ${name.slice(8, -7)} ${hash('sha256', files.get(name) ?? '', 'hex')}\n`).join('');
    const seal = hash('sha256', `redrill.seal/1\nevents ${events.length}\nhead ${head}\n${beacons}`, 'hex');
    const told = check(signedAnew(withFile('events.ndjson', () => text), run.key, (manifest) => ({ ...manifest, record: { events: events.length, head, sha256: seal } })));
    expect(told).toMatchObject({ exitCode: 1, sentence: expect.stringContaining('they were exchanged') });
  });

  test('nor write a better number into the summary', () => {
    const better = withFile('run.json', (text) => JSON.stringify({ ...(JSON.parse(text) as object), verdict: 'pass' }));
    expect(check(signedAnew(better, run.key))).toMatchObject({ exitCode: 1, sentence: 'run.json says the verdict is "pass", and the record says "fail-objective".' });
  });

  test('nor leave an attempt out of the list', () => {
    const ledger = withFile('ledger.ndjson', (text) => text.split('\n').slice(1).join('\n'));
    expect(check(signedAnew(ledger, run.key))).toMatchObject({ exitCode: 1, sentence: expect.stringContaining('ledger.ndjson is broken at line 1') });
  });

  test('nor pass one run off as another', () => {
    const told = check(signedAnew(files, run.key, (manifest) => ({ ...manifest, run: { ...manifest.run, id: '0008-s3-bucket-deletion', number: 8 } })));
    expect(told).toMatchObject({ exitCode: 1, sentence: expect.stringContaining('it was taken from another run') });
  });
});

test('a newer format is refused by its name, and is not called invalid', () => {
  const newer = withFile('manifest.json', (text) => text.replace('redrill.bundle/1', 'redrill.bundle/3'));
  expect(check(newer)).toMatchObject({ exitCode: 2, sentence: expect.stringContaining('redrill.bundle/3, which is newer than the redrill.bundle/1') });
});

test('a verifier of another edition that judges otherwise says so and calls nobody a forger', () => {
  const better = withFile('run.json', (text) => JSON.stringify({ ...(JSON.parse(text) as object), verdict: 'pass' }));
  expect(verifyBundle(signedAnew(better, run.key), { version: '9.9.9' })).toMatchObject({ exitCode: 2, sentence: expect.stringContaining('use the verify.mjs that came with it') });
});

describe('redaction', () => {
  test('takes a field out of record and reports and leaves chain, numbers and signature valid', async () => {
    const { files: told, manifest, secrets } = await run.bundle({ redact: { fields: ['run.started.people.operator'], secrets: true, salt: () => 'pepper' } });
    for (const bytes of told.values()) expect(bytes.includes('A. Operator')).toBe(false);
    expect(check(told)).toMatchObject({ result: 'valid', verdict: 'fail-objective' });
    const [field] = manifest.redactions[0]?.fields ?? [];
    expect(secrets).toEqual([{ seq: 2, path: 'people.operator', salt: 'pepper', value: 'A. Operator' }]);
    expect(field?.commitment).toBe(hash('sha256', `pepper${JSON.stringify('A. Operator')}`, 'hex'));
  });

  test('that would change a number is refused, because the bundle would not pass', async () => {
    await expect(run.bundle({ redact: { fields: ['fault.observed.earliest'], secrets: true, salt: () => 's' } })).rejects.toThrow(/would not pass its own verification/);
  });

  test('takes seeded secrets out of every file, wherever they turn up', async () => {
    const secrets = ['AKIAZZZZZZZZZZZZZZZ9', 'hunter2hunter2', 'wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY00', 'ghp_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'];
    const leaky = await signedRun(reporting, 'fail-objective', (lines) => lines.map((line) => line.replace('"note":null', `"note":${JSON.stringify(`key ${secrets[0]}, password=${secrets[1]}, aws_secret_access_key = ${secrets[2]} ${secrets[3]}`)}`)));
    const made = await leaky.bundle();
    for (const [name, bytes] of made.files) for (const secret of secrets) expect([name, bytes.includes(secret)]).toEqual([name, false]);
    expect(packArchive(made.files).length).toBeGreaterThan(1000);
    expect(check(made.files).result).toBe('valid');
  });
});
