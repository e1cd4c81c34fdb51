import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { EventData, EventType, RunEvent, RunStarted } from '#contract/events';
import type { ResolvedConfig } from '#contract/config.schema';
import { collectFiles } from '#evidence/bundle/collect-files';
import { linkVerifier } from '#evidence/bundle/link-verifier';
import { makeBundle } from '#evidence/bundle/make-bundle';
import { packArchive } from '#evidence/bundle/pack-archive';
import { unpackArchive } from '#evidence/bundle/unpack-archive';
import { verifyBundle } from '#evidence/bundle/verify-bundle';
import { conclude } from '#evidence/conclude';
import { decideFinding } from '#evidence/findings/findings-register';
import { drawRun, ledgerExcerpt } from '#evidence/ledger';
import { verifyOscal } from '#evidence/oscal/verify-oscal';
import { newKey } from '#evidence/testing/signed-run';
import { microsOf } from '#kit/time';
import { virtualClock } from '#kit/virtual-clock';
import { prometheusText } from '#programme/out/prometheus-text';
import { readRuns } from '#programme/read-runs';
import { openRecord } from '#record/open-record';
import { readRecord } from '#record/read-record';
import { buildRun } from '#record/testing/build-run';
import { reporting } from '#report/reporting';
import { recordedConfig } from '../../src/cli/wiring/recorded-config.ts';
import { sayToRun } from '../../src/cli/wiring/people-file.ts';
import { tellOutside } from '../../src/cli/wiring/tell-outside.ts';
import type { OutsideInput } from '../../src/cli/wiring/tell-outside.ts';

/** Made up, each as a run could meet it, with the part that must be nowhere. Built from pieces, so that no scanner takes this file for a leak. */
const FAKES: Readonly<Record<string, readonly [text: string, secret: string]>> = {
  'an access key': [`${'AKIA'}QFAKEFAKEFAKE012 was used`, `${'AKIA'}QFAKEFAKEFAKE012`],
  'a secret key': [`AWS_SECRET_ACCESS_KEY=${'fAkE'.repeat(9)}q7Zx`, `${'fAkE'.repeat(9)}q7Zx`],
  'a session token': [`aws_session_token = ${'IQoJb3JpZ2lu'}FAKEfakeTOKENtoken0123456789FAKEfakeTOKENtoken`, 'FAKEfakeTOKENtoken0123456789'],
  'a password in a URL': ['cannot connect to postgresql://app:Fake-pw-93ab@db.example:5432/portal', 'Fake-pw-93ab'],
  'a private key': [`${'-----BEGIN'} PRIVATE KEY-----\n${'MIIfakeFAKEfake01234567890123456789012345678901234567890abcdef+/\n'.repeat(30)}${'-----END'} PRIVATE KEY-----`, 'MIIfakeFAKEfake0123456789'],
  'a bearer token': ['curl -H "Authorization: Bearer fake.Token~1234567890abcdef"', 'fake.Token~1234567890abcdef'],
  'a webhook': ['POST https://hooks.slack.com/services/T0FAKE/B0FAKE/f4k3F4k3f4k3 failed', 'f4k3F4k3f4k3'],
  'a password in JSON': [JSON.stringify({ user: 'app', password: 'Fake"pw 0815, long' }), 'Fake\\"pw 0815'],
};
const ALL = Object.values(FAKES).map(([text]) => text).join(' | ');
const SECRETS = Object.values(FAKES).map(([, secret]) => secret);
const HOOK_PATH = '/quiet/f4k3-path-of-the-hook';

let results = '';
let server: Server;
const heard: string[] = [];

beforeAll(async () => {
  results = await mkdtemp(join(tmpdir(), 'redrill-secrets-'));
  server = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => heard.push(chunk.toString('utf8'))).on('end', () => response.writeHead(204).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await rm(results, { recursive: true, force: true });
});

/** The facts of a drill with every fake in every text that comes from outside; names of people and ids stay. */
function poisoned(): readonly RunEvent[] {
  const run = buildRun({ failedStep: 'release-check', integrity: { missing: 1, recovered: 3999, method: `SHA-256 ${ALL}`, cannotSee: ALL, samples: [{ kind: 'missing', name: `media/${ALL}`, detail: ALL }] }, postureAfter: { encryption: ALL, lifecycleRules: [ALL] }, putBack: { ok: false, left: [ALL], commands: [ALL] }, users: { journeys: 'fail' }, detectedAfter: 240 });
  const change: { readonly [T in EventType]?: (data: EventData[T]) => EventData[T] } = {
    'run.started': (data) => ({ ...data, title: `Loss ${ALL}`, threat: ALL, command: ['redrill', 'run', '--set', ALL], engines: [{ name: 'sandbox', version: '0', how: ALL }], notExercised: [{ what: ALL, why: ALL }], objectives: data.objectives.map((set) => ({ ...set, source: 'house' })), stores: data.stores.map((store) => ({ ...store, title: ALL, resource: ALL })), config: recordedConfig(config()) }),
    'guard.checked': (data) => ({ ...data, detail: ALL }),
    'plan.made': (data) => ({ ...data, targets: data.targets.map((target) => ({ ...target, what: ALL, arn: ALL, sample: [ALL], tags: { owner: ALL, [FAKES['an access key']?.[0] ?? '']: 'x' } })) }),
    'control.checked': (data) => ({ ...data, input: ALL, detail: ALL }),
    'fault.observed': (data) => ({ ...data, detail: ALL }),
    'detection.ended': (data) => ({ ...data, source: ALL, why: ALL }),
    'step.ended': (data) => ({ ...data, note: ALL, outputs: { stdout: ALL, nested: { password: 'Fake-pw-93ab', list: [ALL] } } }),
    'service.read': (data) => ({ ...data, how: ALL, detail: ALL }),
    'protected.again': (data) => ({ ...data, at: null, why: ALL }),
  };
  const more = [['finding', { cause: 'posture.x', store: 'DR-S5', severity: 'high', title: ALL, detail: ALL, claim: ALL, edit: ALL }], ['error', { where: ALL, code: 'x', message: ALL }], ['probe.read', { store: 'DR-S5', probe: 'x', result: 'fail', detail: ALL }], ['effect.intended', { effect: '4-recover/x/1', token: 't', destructive: false, what: ALL }], ['effect.confirmed', { effect: '4-recover/x/1', by: 'act', result: { answer: ALL } }], ['journeys.read', { by: 'browser', browser: ALL, screenshot: null, moment: 'recovered', results: [{ name: ALL, result: 'fail', seconds: 1, why: ALL }] }], ['own-check.read', { id: 'rows', store: null, tag: 'audit', moment: 'recovered', result: 'fail', detail: ALL }], ['soak.ended', { ok: false, seconds: 1, detail: ALL }], ['witnesses.read', { store: 'DR-S5', witnesses: [{ name: 'w', result: 'fail', detail: ALL }] }], ['dependencies.read', { dependencies: [{ store: null, kind: 'key', what: ALL, region: null, lost: false, detail: ALL }] }], ['mutation.applied', { mutation: 'x', kind: 'check', detail: ALL, spoilt: [ALL] }]] as const;
  return run.events.flatMap((event): readonly RunEvent[] => {
    const edit = change[event.type] as ((data: unknown) => unknown) | undefined;
    const edited = { ...event, data: edit?.(event.data) ?? event.data } as unknown as RunEvent;
    return event.type === 'integrity.read' ? [...more.map(([type, data]) => ({ ...event, type, data }) as unknown as RunEvent), edited] : [edited];
  });
}

function config(): ResolvedConfig {
  return { drill: { lookBack: 'P90D', protectedWithin: 'PT26H' }, checks: [{ id: 'rows', connection: ALL, headers: { authorization: ALL } }], out: { prometheus: null, webhook: { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${HOOK_PATH}`, events: ['start', 'lapse', 'end'], secretVariable: null } } } as unknown as ResolvedConfig;
}

/** Drill time as each fact had it. */
async function recordAll(folder: string, facts: readonly RunEvent[]): Promise<void> {
  let now = 0;
  const clock = { ...virtualClock(0), nowMicros: () => now };
  const { record } = await openRecord({ folder, clock, mode: 'create' });
  const outside = tellOutside({ config: config(), terminal: { env: {}, cwd: results, err: () => undefined }, record, started: facts.find(({ type }) => type === 'run.started')?.data as RunStarted, results } as unknown as OutsideInput);
  const progress = outside.listening({ fact: () => undefined, say: () => undefined, beacons: () => undefined });
  for (const [store, lines] of buildRun().beacons) for (const line of lines) record.beacon(store, line);
  for (const { type, data, at, phase } of facts) {
    now = microsOf(at);
    record.setPhase(phase);
    progress.fact(await record.append(type, data) as never);
  }
  await outside.settle();
  await record.close();
  const { summary } = await conclude({ folder, results, reporting });
  await outside.ended(summary, false);
}

async function filesBelow(folder: string): Promise<ReadonlyMap<string, string>> {
  const names = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(await Promise.all(names.map(async (name) => [name, await readFile(name, 'utf8')] as const)));
}

/** As it is, and as JSON, XML, HTML or Markdown would write it. */
function leaks(name: string, text: string): readonly string[] {
  const plain = text.replaceAll('&quot;', '"').replaceAll('\\_', '_').replaceAll('\\~', '~').replaceAll('&#58;', ':').replaceAll('&#64;', '@');
  return [...SECRETS, HOOK_PATH.slice(1)].filter((secret) => text.includes(secret) || plain.includes(secret) || plain.replaceAll('\\', '').includes(secret.replaceAll('\\', ''))).map((secret) => `${name}: ${secret}`);
}

it('secrets that reach a run by its config, steps, messages, names and tags are in none of its outputs', async () => {
  for (let n = 1; n <= 7; n += 1) await drawRun(results, 's3-bucket-deletion');
  const folder = join(results, '0007-s3-bucket-deletion');
  sayToRun(folder, { kind: 'step', n: 1, outcome: 'done', by: 'Ann', note: ALL, mono: 1 });
  await recordAll(folder, poisoned());
  const { events, head } = await readRecord(folder);
  expect(events.filter(({ data }) => JSON.stringify(data).includes('[secret removed]')).length).toBeGreaterThan(20);
  const [finding = ''] = ((JSON.parse(await readFile(join(folder, 'run.json'), 'utf8')) as { readonly findings: readonly { readonly id: string }[] }).findings).map(({ id }) => id);
  await decideFinding(results, { kind: 'accepted', id: finding, by: 'Ann', until: '2026-12-31', why: ALL });
  const { summary } = await conclude({ folder, results, reporting, enter: false });
  const collected = collectFiles({ folder, events, ledger: await ledgerExcerpt(results, 7), roots: [] });
  const made = makeBundle({ ...collected, key: newKey(), version: '0.1.0', verifier: linkVerifier('0.1.0'), redact: { fields: [], secrets: true, salt: () => 'salt' }, seal: summary.record.sha256 });
  const archive = packArchive(made.files);
  expect(verifyBundle(unpackArchive(archive), { version: '0.1.0', also: verifyOscal }).exitCode).toBe(0);
  expect([made.secrets, head.length]).toEqual([[], 64]);

  const outputs = new Map([...await filesBelow(results), ...[...unpackArchive(archive)].map(([name, bytes]) => [`bundle/${name}`, bytes.toString('utf8')] as const), ['archive', gunzipSync(archive).toString('latin1')], ['prometheus', prometheusText(await readRuns(results))], ['webhook', heard.join('\n')]]);
  const names = [...outputs.keys()].map((name) => name.slice(name.lastIndexOf('/') + 1));
  expect(names).toEqual(expect.arrayContaining(['report.md', 'report.html', 'report.json', 'report.csv', 'junit.xml', 'oscal.json', 'run.json', 'events.ndjson', 'context.json', 'ledger.ndjson', 'findings.ndjson', 'people.ndjson', 'webhook.ndjson', 'plan.json', 'manifest.json']));
  expect(heard.length).toBeGreaterThan(2);
  expect([...outputs].flatMap(([name, text]) => leaks(name, text))).toEqual([]);
});
