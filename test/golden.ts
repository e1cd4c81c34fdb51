import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readRun } from '#evidence/conclude';
import { buildRun } from '#record/testing/build-run';
import type { Story } from '#record/testing/build-run';
import { writeRun } from '#record/testing/run-builder';
import { sha256 } from '#kit/digest';
import { markdownReport } from '#report/markdown';
import { RENDERERS } from '#report/reporting';
import { summarise } from '#report/summarise';

const fixtures = fileURLToPath(new URL('../fixtures', import.meta.url));
const runsFolder = join(fixtures, 'runs');
const goldenFolder = join(fixtures, 'golden');
const hashesFile = join(goldenFolder, 'formats.json');

/** The recorded runs, one for each way a drill can end. They are stored, so that a change of the reader is seen against old records. */
const STORIES: Readonly<Record<string, Story>> = {
  pass: { detectedAfter: 240 },
  'pass-resumed': { resumed: { after: 400, downSeconds: 250 } },
  'fail-objective': { pointEvery: 18_000 },
  'fail-integrity': { integrity: { missing: 2, recovered: 3998, samples: [{ kind: 'missing', name: 'media/\u202egnp.|`<b>.png', detail: 'written 2026-11-06, at or before R' }] }, postureAfter: { encryption: 'AES256', publicAccessBlock: false, versioning: 'Enabled', lifecycleRules: ['expire-logs'], retentionDays: 30 } },
  'fail-not-recovered': { failedStep: 'restore', putBack: { how: 'safety-copy' }, integrity: { recovered: 0, missing: 4000 }, found: () => [] },
  killed: { killed: true },
  'not-put-back': { service: 'dies-in-soak', putBack: { ok: false, left: ['DR-S5: access denied'], commands: ['aws s3 sync s3://drill-safety/0007 s3://portal-files'] } },
  inconclusive: { integrity: { complete: false }, beaconsComplete: false },
  checker: { controlSaysYes: true },
  aborted: { endsBefore: 'aborted' },
  refused: { guardRefuses: true },
  mutated: { started: { mutation: 'one-missing', mutationExpect: { verdict: 'fail-integrity', reasonCode: 'integrity.missing' } }, integrity: { missing: 1, recovered: 3999 } },
};

export interface Golden {
  readonly name: string;
  readonly expected: string | null;
  readonly actual: string;
}

/** Every recorded run rendered now, beside the report that was accepted. */
export async function compareGolden(): Promise<readonly Golden[]> {
  const names = (await readdir(runsFolder)).sort();
  return Promise.all(names.map(async (name) => {
    const input = await readRun(join(runsFolder, name), runsFolder);
    const expected = await readFile(join(goldenFolder, `${name}.md`), 'utf8').catch(() => null); // Not accepted yet: shown as different.
    return { name, expected, actual: markdownReport(input, summarise(input)) };
  }));
}

/** SHA-256 of every other format, by `<run>/<file>`: whole, they would say the same as the Markdown again in ten times the lines. */
export type FormatHashes = Readonly<Record<string, string>>;

/** Every recorded run in every format but Markdown, beside the hashes that were accepted. */
export async function compareFormats(): Promise<{ readonly expected: FormatHashes; readonly actual: FormatHashes }> {
  const actual: Record<string, string> = {};
  for (const name of (await readdir(runsFolder)).sort()) {
    const input = await readRun(join(runsFolder, name), runsFolder);
    const summary = summarise(input);
    for (const { file, render } of RENDERERS.filter(({ file }) => file !== 'report.md')) actual[`${name}/${file}`] = sha256(render(input, summary));
  }
  const expected = await readFile(hashesFile, 'utf8').catch(() => '{}'); // Not accepted yet: shown as different.
  return { expected: JSON.parse(expected) as FormatHashes, actual };
}

/** The recorded run of a name. */
export function recordedRun(name: string): string {
  return join(runsFolder, name);
}

async function record(): Promise<void> {
  await rm(runsFolder, { recursive: true, force: true });
  for (const [name, story] of Object.entries(STORIES)) {
    await writeRun(recordedRun(name), buildRun(story));
    await writeFile(join(recordedRun(name), 'context.json'), `${JSON.stringify({ schema: 'redrill.context/1', previous: null, attempts: { total: 1, byEnd: { 'this run': 1 } } }, null, 2)}\n`);
  }
}

async function accept(): Promise<void> {
  await rm(goldenFolder, { recursive: true, force: true });
  await mkdir(goldenFolder, { recursive: true });
  for (const { name, actual } of await compareGolden()) await writeFile(join(goldenFolder, `${name}.md`), actual);
  await writeFile(hashesFile, `${JSON.stringify((await compareFormats()).actual, null, 2)}\n`);
}

async function main(arguments_: readonly string[]): Promise<void> {
  if (arguments_.includes('--record')) await record();
  if (arguments_.includes('--accept')) await accept();
  const different = (await compareGolden()).filter(({ expected, actual }) => expected !== actual).map(({ name }) => name);
  const formats = await compareFormats();
  different.push(...Object.keys(formats.actual).filter((key) => formats.expected[key] !== formats.actual[key]));
  console.log(different.length === 0 ? 'all reports are as accepted' : `different from what was accepted: ${different.join(', ')} (npm run golden:accept takes them as they are now)`);
  if (different.length > 0) process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv.slice(2));
