import type { Command } from 'commander';
import type { FindingsOptions } from '../commands/findings.ts';
import type { Finish } from '../program.ts';
import type { Terminal } from '../terminal.ts';
import { withHome } from '../wiring/with-home.ts';
import type { HomeOptions } from '../wiring/with-home.ts';
import { HOME_OPTION, withCommonOptions } from './common-options.ts';

type Options = FindingsOptions & HomeOptions;

/** findings: what drills found, who mends it until when, and which run proves that it is gone. */
export function addFindingsCommands(program: Command, terminal: Terminal, finish: Finish): void {
  const findings = program.command('findings').description('what drills found: owner, due date, state and retest; 1 when an open one is overdue');
  const load = () => import('../commands/findings.ts');
  // No sandbox is looked at, so --state is that of a finding.
  findings.command('list', { isDefault: true }).description('every finding, the overdue ones first')
    .option('--state <state>', 'open, accepted or closed')
    .option('--config <file>', 'config file')
    .option('--set <key=value>', 'set one config value; may be given several times', (value: string, before: readonly string[] | undefined) => [...(before ?? []), value])
    .option('--json', 'machine-readable output')
    .option('--verbose', 'stack traces of errors')
    .option(...HOME_OPTION)
    .action(async (options: Options) => finish(await withHome(terminal, options, 'look', async (own) => (await load()).listFindings(terminal, own))));
  withCommonOptions(findings.command('assign').argument('<finding>', 'its id, such as F-3a91c07e').description('who mends it, until when'))
    .option('--owner <who>', 'a person or a role')
    .option('--due <day>', 'such as 2026-11-30 (until its end, UTC)')
    .option(...HOME_OPTION)
    .action(async (id: string, options: Options) => finish(await withHome(terminal, options, 'change', async (own) => (await load()).assignFinding(terminal, id, own))));
  withCommonOptions(findings.command('accept').argument('<finding>', 'its id').description('take the risk for a time, with a reason; it is open again afterwards'))
    .requiredOption('--by <who>', 'who takes the risk')
    .requiredOption('--until <day>', 'such as 2026-11-30 (until its end, UTC)')
    .requiredOption('--why <text>', 'the reason')
    .option(...HOME_OPTION)
    .action(async (id: string, options: Options) => finish(await withHome(terminal, options, 'change', async (own) => (await load()).acceptFinding(terminal, id, own))));
  withCommonOptions(findings.command('close').argument('<finding>', 'its id').description('closed by a run that looked at it and did not have it'))
    .requiredOption('--run <run>', 'number or id of the run that is the proof')
    .option(...HOME_OPTION)
    .action(async (id: string, options: Options) => finish(await withHome(terminal, options, 'change', async (own) => (await load()).closeFinding(terminal, id, own))));
}
