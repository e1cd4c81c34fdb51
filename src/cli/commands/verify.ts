import { resolve } from 'node:path';
import { verdictLines, verifyPath } from '#evidence/bundle/verify-main';
import { verifyOscal } from '#evidence/oscal/verify-oscal';
import type { Terminal } from '../terminal.ts';
import { versionOf } from '../wiring/package-info.ts';

export interface VerifyCommandOptions {
  readonly key?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `redrill verify <bundle>`: the checks of the script in the bundle, and its Assessment Results against NIST's schema. 0 valid, 1 invalid, 2 could not be checked. */
export function verify(terminal: Terminal, bundle: string, options: VerifyCommandOptions): number {
  const verdict = verifyPath(resolve(terminal.cwd, bundle), { version: versionOf(), also: verifyOscal, ...(options.key === undefined ? {} : { key: options.key }) });
  if (options.json) terminal.out(JSON.stringify(verdict));
  else for (const line of verdictLines(options.quiet ? { ...verdict, notes: [] } : verdict)) terminal.out(line);
  return verdict.exitCode;
}
