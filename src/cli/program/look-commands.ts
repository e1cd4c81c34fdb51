import type { Command } from 'commander';
import type { Finish } from '../program.ts';
import type { Terminal } from '../terminal.ts';
import type { DoctorOptions } from '../commands/doctor.ts';
import type { PlanOptions } from '../commands/plan.ts';
import { withCommonOptions, type CommonOptions } from './common-options.ts';

/** list, plan, report, history, config, doctor: what looks and changes nothing (doctor --fetch fills the cache of engines). */
export function addLookCommands(program: Command, terminal: Terminal, finish: Finish): void {
  withCommonOptions(program.command('list').description('scenarios with their variants and mutations'))
    .action(async (options: CommonOptions) => {
      const { list } = await import('../commands/list.ts');
      finish(await list(terminal, options));
    });
  withCommonOptions(program.command('plan').argument('[scenario...]', 'scenario ids (default: the headline scenarios of the config)').description('what a drill would break, follow and measure; changes nothing'))
    .option('--variant <name>', 'another form of the disaster')
    .option('--mutate <name>', 'a sabotage')
    .action(async (scenarios: readonly string[], options: PlanOptions) => {
      const { plan } = await import('../commands/plan.ts');
      finish(await plan(terminal, scenarios, options));
    });
  withCommonOptions(program.command('report').argument('[run]', 'run number or id (default: the newest one)').description('render the report of a run again from its record'))
    .action(async (run: string | undefined, options: CommonOptions) => {
      const { report } = await import('../commands/report.ts');
      finish(await report(terminal, run, options));
    });
  withCommonOptions(program.command('history').description('every run so far, with what became of it'))
    .action(async (options: CommonOptions) => {
      const { history } = await import('../commands/history.ts');
      finish(await history(terminal, options));
    });
  withCommonOptions(program.command('config').description('the resolved config with the source of each value'))
    .action(async (options: CommonOptions) => {
      const { config } = await import('../commands/config.ts');
      finish(await config(terminal, options));
    });
  withCommonOptions(program.command('doctor').description('is everything here that drills need: engines, browser, load tool'))
    .option('--fetch', 'fetch and warm up the engines that are missing and can be had, so that drills start at once and offline')
    .option('--build-k6', 'the same, and build the newest k6 with Go instead of fetching one (minutes)')
    .action(async (options: DoctorOptions) => {
      const { doctor } = await import('../commands/doctor.ts');
      finish(await doctor(terminal, options));
    });
}
