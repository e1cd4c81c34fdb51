import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where Maven's central repository is for this user. */
export interface MavenRepository {
  /** Without a slash at its end. */
  readonly url: string;
  /** Value of an Authorization header, where the user's settings name a user for the mirror. */
  readonly authorization?: string;
  /** In words, for errors. */
  readonly how: string;
}

const CENTRAL = 'https://repo.maven.apache.org/maven2';

/** REDRILL_MAVEN_URL, else the mirror of the user's or the installation's settings file, else Maven Central itself. */
export function mavenRepository(env: Environment = process.env): MavenRepository {
  const asked = env['REDRILL_MAVEN_URL'];
  if (asked !== undefined && asked !== '') return { url: withoutSlash(asked), how: 'REDRILL_MAVEN_URL' };
  for (const file of settingsFiles(env)) {
    const mirror = mirrorOfCentral(readFileSync(file, 'utf8'), env);
    if (mirror !== null) return { ...mirror, how: `the mirror of ${file}` };
  }
  return { url: CENTRAL, how: 'Maven Central' };
}

/** The mirror of Maven Central that a settings file names; null when it names none. Source of the rules: Maven's guide to mirror settings. */
export function mirrorOfCentral(xml: string, env: Environment = {}): { readonly url: string; readonly authorization?: string } | null {
  const text = xml.replaceAll(/<!--[\s\S]*?-->/g, '');
  for (const mirror of elements(text, 'mirror')) {
    if (!coversCentral(value(mirror, 'mirrorOf', env) ?? '')) continue;
    const url = value(mirror, 'url', env);
    if (url === null || value(mirror, 'blocked', env) === 'true') continue;
    const authorization = authorizationOf(text, value(mirror, 'id', env), env);
    return { url: withoutSlash(url), ...(authorization === null ? {} : { authorization }) };
  }
  return null;
}

/** Whether a list such as `external:*,!central` takes in the repository `central`. */
function coversCentral(mirrorOf: string): boolean {
  const parts = mirrorOf.split(',').map((part) => part.trim());
  return !parts.includes('!central') && parts.some((part) => ['*', 'external:*', 'central'].includes(part));
}

function authorizationOf(text: string, id: string | null, env: Environment): string | null {
  const server = elements(text, 'server').find((one) => id !== null && value(one, 'id', env) === id);
  const [user, password] = [server && value(server, 'username', env), server && value(server, 'password', env)];
  // an encrypted password ({...}) only Maven can read
  if (!user || !password || /^\{.*\}$/.test(password)) return null;
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

function settingsFiles(env: Environment): readonly string[] {
  const homes = [env['MAVEN_HOME'], env['M2_HOME']].filter((home) => home !== undefined && home !== '').map((home) => join(String(home), 'conf', 'settings.xml'));
  return [join(env['HOME'] ?? '/', '.m2', 'settings.xml'), ...homes, '/etc/maven/settings.xml'].filter((file) => existsSync(file));
}

function elements(text: string, name: string): readonly string[] {
  return [...text.matchAll(new RegExp(`<${name}>([\\s\\S]*?)</${name}>`, 'g'))].map((match) => match[1] ?? '');
}

function value(text: string, name: string, env: Environment): string | null {
  const [found] = elements(text, name);
  if (found === undefined) return null;
  const plain = found.trim().replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&apos;', "'").replaceAll('&amp;', '&');
  return plain.replaceAll(/\$\{env\.(\w+)\}/g, (whole, key: string) => env[key] ?? whole);
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
