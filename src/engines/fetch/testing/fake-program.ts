import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** A program of the shell that prints fixed lines; the engines' user may run it where its folder is open. */
export function fakeProgram(file: string, script: string): string {
  mkdirSync(dirname(file), { recursive: true, mode: 0o755 });
  writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return file;
}

/** A program that passes for a Java of a version. */
export function fakeJava(file: string, version: string, allLocales = true): string {
  return fakeProgram(file, `if [ "$1" = -XshowSettings:locale ]; then echo "    available locales = , en, ${allLocales ? 'th, th_TH, ' : ''}zu" >&2; else echo "    java.version = ${version}" >&2; fi`);
}
