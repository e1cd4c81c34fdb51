import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mavenRepository, mirrorOfCentral } from './maven-settings.ts';

const mirror = (of: string, url = 'https://mirror.example/maven/', more = ''): string => `<mirror><id>m</id><mirrorOf>${of}</mirrorOf><url>${url}</url>${more}</mirror>`;
const settings = (...parts: readonly string[]): string => `<settings><mirrors>${parts.join('\n')}</mirrors></settings>`;

test.each([
  ['*', 'https://mirror.example/maven'],
  ['central', 'https://mirror.example/maven'],
  ['external:*', 'https://mirror.example/maven'],
  ['repo1, central', 'https://mirror.example/maven'],
  ['*,!central', null],
  ['external:http:*', null],
  ['snapshots', null],
])('a mirror of %s stands for Maven Central: %s', (of, url) => {
  expect(mirrorOfCentral(settings(mirror(of)))?.url ?? null).toBe(url);
});

test('comments are no settings, the first mirror that fits wins, and a blocked one is passed over', () => {
  const xml = settings(`<!-- ${mirror('*', 'https://commented.example')} -->`, mirror('*', 'http://0.0.0.0/', '<blocked>true</blocked>'), mirror('central', 'https://first.example/a?b=1&amp;c=2'), mirror('*', 'https://second.example'));
  expect(mirrorOfCentral(xml)).toEqual({ url: 'https://first.example/a?b=1&c=2' });
});

test('user and password of the server with the id of the mirror are used, from the environment too', () => {
  const xml = `<settings><servers><server><id>other</id><username>x</username><password>y</password></server><server><id>m</id><username>me</username><password>\${env.MAVEN_PASSWORD}</password></server></servers><mirrors>${mirror('*')}</mirrors></settings>`;
  expect(mirrorOfCentral(xml, { MAVEN_PASSWORD: 'pä:ss' })?.authorization).toBe(`Basic ${Buffer.from('me:pä:ss').toString('base64')}`);
});

test('a password that only Maven can read is not sent', () => {
  const xml = `<settings><servers><server><id>m</id><username>me</username><password>{COQLCE6DU6GtcS5P=}</password></server></servers><mirrors>${mirror('*')}</mirrors></settings>`;
  expect(mirrorOfCentral(xml)).toEqual({ url: 'https://mirror.example/maven' });
});

test("REDRILL_MAVEN_URL comes before the user's settings, these before the installation's, and without any it is Maven Central", () => {
  const home = mkdtempSync(join(tmpdir(), 'redrill-m2-'));
  const [user, installed] = [join(home, '.m2'), join(home, 'maven', 'conf')];
  for (const folder of [user, installed]) mkdirSync(folder, { recursive: true });
  const env = { HOME: home, MAVEN_HOME: join(home, 'maven') };
  try {
    expect(mavenRepository(env)).toEqual({ url: 'https://repo.maven.apache.org/maven2', how: 'Maven Central' });
    writeFileSync(join(installed, 'settings.xml'), settings(mirror('*', 'https://installed.example')));
    expect(mavenRepository(env).url).toBe('https://installed.example');
    writeFileSync(join(user, 'settings.xml'), settings(mirror('*', 'https://user.example')));
    expect(mavenRepository(env)).toEqual({ url: 'https://user.example', how: `the mirror of ${join(user, 'settings.xml')}` });
    expect(mavenRepository({ ...env, REDRILL_MAVEN_URL: 'https://asked.example/' })).toEqual({ url: 'https://asked.example', how: 'REDRILL_MAVEN_URL' });
  } finally {
    rmSync(home, { recursive: true });
  }
});
