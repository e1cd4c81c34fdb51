import type { Command } from 'commander';
import type { Finish } from '../program.ts';
import type { Terminal } from '../terminal.ts';
import type { DiffOptions } from '../commands/diff.ts';
import type { DueOptions } from '../commands/due.ts';
import type { ScheduleOptions } from '../commands/schedule.ts';
import type { HomeOptions } from '../wiring/with-home.ts';
import { HOME_OPTION, withCommonOptions } from './common-options.ts';

/** schedule, due, diff: the drills that come back, and what changed between two of them. */
export function addProgrammeCommands(program: Command, terminal: Terminal, finish: Finish): void {
  withCommonOptions(program.command('schedule').description('the next dates of the programme, or ready files for a scheduler'))
    .option('--entry <id>', 'one entry of the programme alone')
    .option('--count <number>', 'how many dates of each entry (default 3)')
    .option('--write <scheduler>', 'write files for github, cron, systemd or eventbridge')
    .option('--out <folder>', 'where they are written (default: here)')
    .option(...HOME_OPTION)
    .action(async (options: ScheduleOptions & HomeOptions) => {
      const { withHomeSetting } = await import('../wiring/with-home.ts');
      finish(await (await import('../commands/schedule.ts')).schedule(terminal, withHomeSetting(options)));
    });
  withCommonOptions(program.command('due').description('what is done, due, overdue and stale; 1 when something is overdue or stale'))
    .option('--entry <id>', 'one entry of the programme alone')
    .option('--open', 'print what is to be drilled now, as arguments of redrill run, a line each; always 0')
    .option('--within <duration>', 'with --open: only what became due within this time, such as PT20H')
    .option('--changed', 'with --open: only what became due by a change')
    .option('--all', 'with --open: everything, due or not')
    .option('--html [file]', 'write the programme as a page (default: programme.html in the results folder)')
    .option(...HOME_OPTION)
    .action(async (options: DueOptions & HomeOptions) => {
      const { withHome } = await import('../wiring/with-home.ts');
      finish(await withHome(terminal, options, 'look', async (own) => (await import('../commands/due.ts')).due(terminal, own)));
    });
  withCommonOptions(program.command('diff').argument('<a>', 'run number or id').argument('<b>', 'the run to hold beside it').description('what changed from one run to another'))
    .option('--all', 'also what did not change')
    .option(...HOME_OPTION)
    .action(async (a: string, b: string, options: DiffOptions & HomeOptions) => {
      const { withHome } = await import('../wiring/with-home.ts');
      finish(await withHome(terminal, options, 'look', async (own) => (await import('../commands/diff.ts')).diff(terminal, [a, b], own)));
    });
}
