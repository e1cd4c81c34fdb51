import { execFile } from 'node:child_process';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findProgram, isProgram } from '../fetch/find-program.ts';
import { engineUser } from '../run-as.ts';

/** A Java that runs OpenSearch. */
export interface FoundJava {
  /** The `java` program. */
  readonly bin: string;
  readonly version: string;
  /** In words, for `redrill doctor` and the report. */
  readonly how: string;
  /** Whether it has the data of all locales, without which OpenSearch's analysers of languages cannot be built. */
  readonly allLocales: boolean;
}

export interface FindJavaInput {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Folders that hold one Java each, as distributions install them. */
  readonly usual?: readonly string[];
}

export const LEAST_JAVA = 21;
const USUAL = ['/usr/lib/jvm', '/usr/lib64/jvm', '/usr/java', '/opt/java', '/opt'] as const;

/**
 * The first Java of this machine that is new enough and that the engines' user can run: JAVA_HOME, PATH, then the usual folders, the newest
 * first. Null when there is none.
 */
export async function findJava({ env = process.env, usual = USUAL }: FindJavaInput = {}): Promise<FoundJava | null> {
  const seen = new Set<string>();
  for (const { bin, how } of candidates(env, usual)) {
    const real = realpathSync(bin);
    if (seen.has(real)) continue;
    seen.add(real);
    const java = await javaAt(bin, how);
    if (java !== null && majorOf(java.version) >= LEAST_JAVA) return java;
  }
  return null;
}

/** What a `java` program says it is; null when it does not run for the engines' user. */
export async function javaAt(bin: string, how: string): Promise<FoundJava | null> {
  try {
    const { stderr } = await run(bin, ['-XshowSettings:properties', '-version'], options());
    const version = /^ *java\.version = (\S+)/m.exec(String(stderr))?.[1];
    return version === undefined ? null : { bin, version, how: `Java ${version} ${how}`, allLocales: majorOf(version) >= LEAST_JAVA && await hasLocales(bin) };
  } catch {
    // not a Java, or closed to the engines' user: as good as none
    return null;
  }
}

/** 25 of 25.0.3, 8 of 1.8.0. */
function majorOf(version: string): number {
  return Number(/^(?:1\.)?(\d+)/.exec(version)?.[1] ?? 0);
}

const run = promisify(execFile);

function options(): Parameters<typeof run>[2] {
  return { ...engineUser(), cwd: '/', timeout: 20_000, env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' }, encoding: 'utf8' };
}

/** Small Javas come with few locales; Thai is the one that an analyser asks for. */
async function hasLocales(bin: string): Promise<boolean> {
  const { stderr } = await run(bin, ['-XshowSettings:locale', '-version'], options());
  return /[ ,]th(_TH)?[ ,\n]/.test(String(stderr));
}

function candidates(env: Readonly<Record<string, string | undefined>>, usual: readonly string[]): readonly { readonly bin: string; readonly how: string }[] {
  const home = env['JAVA_HOME'];
  const onPath = findProgram('java', env['PATH'] ?? '');
  const named = home !== undefined && home.startsWith('/') ? [{ bin: join(home, 'bin', 'java'), how: 'of JAVA_HOME' }] : [];
  const found = usual.filter((folder) => existsSync(folder)).flatMap((folder) => readdirSync(folder).toSorted((a, b) => numberIn(b) - numberIn(a)).map((name) => join(folder, name, 'bin', 'java')));
  return [...named, ...(onPath === null ? [] : [{ bin: onPath, how: 'on the PATH' }]), ...found.map((bin) => ({ bin, how: `at ${bin}` }))].filter(({ bin }) => isProgram(bin));
}

/** The first number in a folder's name, which is its version as distributions name them; only an order to look in. */
function numberIn(name: string): number {
  return Number(/\d+/.exec(name)?.[0] ?? 0);
}
