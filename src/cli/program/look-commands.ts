import type { Command } from 'commander';
import type { Finish } from '../program.ts';
import type { Terminal } from '../terminal.ts';
import type { AuditOptions } from '../commands/audit.ts';
import type { DoctorOptions } from '../commands/doctor.ts';
import type { IamOptions } from '../commands/iam.ts';
import type { PlanOptions } from '../commands/plan.ts';
import type { ReportOptions } from '../commands/report.ts';
import type { HistoryOptions } from '../commands/history.ts';
import type { HomeOptions } from '../wiring/with-home.ts';
import { HOME_OPTION, withCommonOptions, type CommonOptions } from './common-options.ts';

/** list, plan, iam, report, history, config, doctor: what looks and changes nothing (doctor --fetch fills the cache of engines). */
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
  withCommonOptions(program.command('iam').argument('[scenario...]', 'scenario ids (default: the headline scenarios of the config)').description('the IAM policies that these drills need and no more; changes nothing'))
    .option('--principal <name>', 'one role alone: drill-observer, drill-operator or drill-restorer')
    .action(async (scenarios: readonly string[], options: IamOptions) => {
      const { iam } = await import('../commands/iam.ts');
      finish(await iam(terminal, scenarios, options));
    });
  withCommonOptions(program.command('audit').description('what the documents claim, tested against the account as it is; breaks nothing'))
    .option('--store <id>', 'look at one store only')
    .option('--restore [number]', 'also restore that many old points of each store (1 where no number is given) beside what is there, compare them, and take them away again')
    .option('--seed <text>', 'with --restore: draws the points; the same text draws the same')
    .option('--scale <number>', 'how much of the reference platform is seeded when the account is empty')
    .option('--days <number>', 'days of history when the account has to be seeded (default 2)')
    .action(async (options: AuditOptions) => {
      const { audit } = await import('../commands/audit.ts');
      finish(await audit(terminal, options));
    });
  withCommonOptions(program.command('report').argument('[run]', 'run number or id (default: the newest one)').description('render the report of a run again from its record'))
    .option('--format <name>', 'one format alone: md, html, json, csv, junit, oscal or pdf')
    .option('--no-pdf', 'do not print report.pdf, even where there is a Chromium')
    .option('--final', 'no draft any more: refused (1) while a finding has no owner or date, a sign-off is missing, or a number leads nowhere')
    .option(...HOME_OPTION)
    .action(async (run: string | undefined, options: ReportOptions & HomeOptions) => {
      const [{ withHome }, { report }] = await Promise.all([import('../wiring/with-home.ts'), import('../commands/report.ts')]);
      finish(await withHome(terminal, options, { wholeRun: run }, (own) => report(terminal, run, own)));
    });
  withCommonOptions(program.command('history').description('every run so far, with what became of it'))
    .option('--period <window>', 'the population of an audit window: a year, a quarter or a month (UTC), such as 2026, 2026Q4 or 2026-11')
    .option(...HOME_OPTION)
    .action(async (options: HistoryOptions & HomeOptions) => {
      const [{ withHome }, { history }] = await Promise.all([import('../wiring/with-home.ts'), import('../commands/history.ts')]);
      finish(await withHome(terminal, options, 'look', (own) => history(terminal, own)));
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
