import { Command } from 'commander';
import { addDrillCommands } from './program/drill-commands.ts';
import { addEvidenceCommands } from './program/evidence-commands.ts';
import { addFindingsCommands } from './program/findings-commands.ts';
import { addLookCommands } from './program/look-commands.ts';
import { addProgrammeCommands } from './program/programme-commands.ts';
import { addSandboxCommands } from './program/sandbox-commands.ts';
import { MAIN_HELP } from './program/help-texts.ts';
import { versionOf } from './wiring/package-info.ts';
import type { Terminal } from './terminal.ts';

/** Hands a command's exit code back to `runCli`. */
export type Finish = (code: number) => void;

/** The command line: names, options and help only. What a command does is loaded when it is called. */
export function createProgram(terminal: Terminal, finish: Finish): Command {
  const program = new Command('redrill')
    .description('Prove you can recover: break something on purpose, follow the documented restore, measure what came back.')
    .version(versionOf(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help for a command')
    .showHelpAfterError('(add --help for what is possible)')
    .exitOverride()
    .configureOutput({ writeOut: (text) => terminal.out(text.trimEnd()), writeErr: (text) => terminal.err(text.trimEnd()), outputError: (text, write) => write(text.replace(/^error: /, 'redrill: ')), getOutHelpWidth: () => Math.min(100, terminal.columns()), getErrHelpWidth: () => Math.min(100, terminal.columns()) })
    .addHelpText('after', MAIN_HELP);
  addDrillCommands(program, terminal, finish);
  addLookCommands(program, terminal, finish);
  addProgrammeCommands(program, terminal, finish);
  addFindingsCommands(program, terminal, finish);
  addEvidenceCommands(program, terminal, finish);
  addSandboxCommands(program, terminal, finish);
  return program;
}
