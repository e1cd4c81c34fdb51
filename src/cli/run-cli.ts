import { CommanderError } from 'commander';
import { EXIT } from '#contract/errors';
import { ioSentence } from '#kit/io-reason';
import { RedrillError } from '#kit/redrill-error';
import { exitCodeOfError } from './exit-codes.ts';
import { plainText } from './plain-text.ts';
import { createProgram } from './program.ts';
import type { Terminal } from './terminal.ts';

/** One whole command line: parses, runs, explains what went wrong, and returns the exit code. Never throws. */
export async function runCli(terminal: Terminal): Promise<number> {
  let code: number = EXIT.pass;
  const program = createProgram(terminal, (result) => { code = result; });
  try {
    await program.parseAsync(terminal.argv.length === 0 ? ['--help'] : [...terminal.argv], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.pass : EXIT.usage;
    explain(terminal, error);
    return exitCodeOfError(error);
  }
}

function explain(terminal: Terminal, error: unknown): void {
  const system = ioSentence(error);
  const known = error instanceof RedrillError || system !== null;
  const message = system ?? (error instanceof Error ? error.message : String(error));
  for (const line of message.split('\n')) terminal.err(`redrill: ${plainText(line)}`);
  if (!known) terminal.err('redrill: this is a bug of redrill; please report it with the lines below');
  if (!known || terminal.argv.includes('--verbose')) {
    for (const line of stackLines(error)) terminal.err(plainText(line));
  }
}

function stackLines(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [];
  const own = (error.stack ?? '').split('\n').slice(1);
  return error.cause === undefined ? own : [...own, `caused by: ${error.cause instanceof Error ? error.cause.message : String(error.cause)}`];
}
