import process from 'node:process';
import { loadBundle } from './load-bundle.ts';
import { told, verifyBundle } from './verify-bundle.ts';
import type { BundleVerdict } from './verify-bundle.ts';

const USAGE = 'usage: node verify.mjs <bundle.tar.gz or its folder> [--key SHA256:...]\nexit code: 0 valid, 1 invalid, 2 could not be checked';

/** What `verify.mjs` in every bundle does: needs nothing but Node, opens no socket, starts nothing, writes nothing. */
export function verifyMain(version: string): void {
  const { path, key, wrong } = argumentsOf(process.argv.slice(2));
  if (wrong || path === null) {
    process.stderr.write(`${USAGE}\n`);
    process.exitCode = 2;
    return;
  }
  const verdict = verifyPath(path, { version, ...(key === null ? {} : { key }) });
  // A reader who closes the pipe (`| head`) has read enough; the exit code still tells.
  process.stdout.on('error', () => undefined);
  for (const line of verdictLines(verdict)) process.stdout.write(`${line}\n`);
  process.exitCode = verdict.exitCode;
}

/** Loads and verifies; never throws. */
export function verifyPath(path: string, options: Parameters<typeof verifyBundle>[1]): BundleVerdict {
  return told(() => verifyBundle(loadBundle(path), options));
}

/** A verdict as lines of plain text: what a bundle says of itself must not steer the terminal. */
export function verdictLines({ result, sentence, notes }: BundleVerdict): readonly string[] {
  const words = { valid: 'VALID', invalid: 'INVALID', unchecked: 'COULD NOT BE CHECKED' }[result];
  return [`${words}: ${sentence}`, ...notes.map((note) => `  - ${note}`)].map((line) => line.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\u{FFFD}'));
}

function argumentsOf(given: readonly string[]): { readonly path: string | null; readonly key: string | null; readonly wrong: boolean } {
  let path: string | null = null;
  let key: string | null = null;
  for (let i = 0; i < given.length; i += 1) {
    const one = given[i] ?? '';
    if (one === '--key' && given[i + 1] !== undefined) key = given[(i += 1)] ?? null;
    else if (one.startsWith('-') || path !== null) return { path, key, wrong: true };
    else path = one;
  }
  return { path, key, wrong: false };
}
