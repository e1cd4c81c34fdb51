import { InvalidArgumentError, type Command } from 'commander';
import type { Finish } from '../program.ts';
import type { Terminal } from '../terminal.ts';
import type { MarkOptions } from '../commands/mark.ts';
import type { ResumeOptions } from '../commands/resume.ts';
import type { RunOptions } from '../commands/run.ts';
import type { StepOptions } from '../commands/step.ts';
import type { HomeOptions } from '../wiring/with-home.ts';
import { HOME_OPTION, withCommonOptions } from './common-options.ts';
import { RUN_HELP, STEP_HELP } from './help-texts.ts';

/** run, resume, cleanup, mark, step: what changes something or speaks to a running drill. */
export function addDrillCommands(program: Command, terminal: Terminal, finish: Finish): void {
  addRun(program, terminal, finish);
  withCommonOptions(program.command('resume').argument('[run]', 'run number or id (default: the newest unfinished one)').description('go on with a run that was killed or left'))
    .option('--report-only', 'end with 0 when the drill was measured and put back, whatever the verdict')
    .option(...HOME_OPTION)
    .action(async (run: string | undefined, options: ResumeOptions & HomeOptions) => {
      const [{ withHome }, { resume }] = await Promise.all([import('../wiring/with-home.ts'), import('../commands/resume.ts')]);
      finish(await withHome(terminal, options, 'change', (own) => resume(terminal, run, own)));
    });
  withCommonOptions(program.command('cleanup').argument('[run]', 'run number or id (default: every unfinished one)').description('put back what earlier runs left, without breaking anything'))
    .option(...HOME_OPTION)
    .action(async (run: string | undefined, options: ResumeOptions & HomeOptions) => {
      const [{ withHome }, { cleanup }] = await Promise.all([import('../wiring/with-home.ts'), import('../commands/resume.ts')]);
      finish(await withHome(terminal, options, 'change', (own) => cleanup(terminal, run, own)));
    });
  withCommonOptions(program.command('mark').argument('<what>', '"detected" or "declared"', oneOf('detected', 'declared')).description('tell a running drill that the fault was noticed, or recovery declared'))
    .requiredOption('--by <who>', 'who says so')
    .option('--run <run>', 'run number or id (default: the newest unfinished one)')
    .action(async (what: 'detected' | 'declared', options: MarkOptions) => {
      const { mark } = await import('../commands/mark.ts');
      finish(await mark(terminal, what, options));
    });
  withCommonOptions(program.command('step').argument('<outcome>', '"done", "skip" or "fail"', oneOf('done', 'skip', 'fail')).argument('<n>', 'number of the step in the runbook', stepNumber).description('tell an attended drill how a manual step ended'))
    .requiredOption('--by <who>', 'who did it')
    .option('--note <text>', 'what was done, or why not')
    .option('--run <run>', 'run number or id (default: the newest unfinished one)')
    .addHelpText('after', STEP_HELP)
    .action(async (outcome: 'done' | 'skip' | 'fail', n: number, options: StepOptions) => {
      const { step } = await import('../commands/step.ts');
      finish(await step(terminal, { outcome, n }, options));
    });
}

function addRun(program: Command, terminal: Terminal, finish: Finish): void {
  withCommonOptions(program.command('run').argument('[scenario...]', 'scenario ids (default: the headline scenarios of the config)').description('carry out drills and measure them'))
    .option('--all', 'every scenario there is')
    .option('--variant <name>', 'another form of the disaster')
    .option('--mutate <name>', 'sabotage the backup, the restore or a check; the drill must end red (several with commas between, a drill each)')
    .option('--all-mutations', 'run every mutation of the scenario and print the sensitivity score')
    .option('--attended', 'people notice, declare and confirm manual steps')
    .option('--fresh', 'a fresh sandbox account of its own, taken down at the end')
    .option('--keep', 'with --fresh: leave the sandbox up')
    .option('--report-only', 'end with 0 when every drill was measured and put back, whatever the verdict')
    .option('--no-pdf', 'do not print report.pdf, even where there is a Chromium')
    .option('--objects <number>', 'number of objects when an empty account has to be seeded (default 20000)')
    .option('--scale <number>', 'how much of the reference platform is seeded then; 1: all of it')
    .option('--stores <ids>', 'which stores are seeded then, with commas between (default: all); without all of them leave out the journeys')
    .option('--without <parts>', 'leave out journeys, load or checks, with commas between')
    .option('--days <number>', 'days of history when the account has to be seeded (default 2)')
    .option('--seed-value <text>', 'seed of everything that is drawn, such as the moment of the strike')
    .option(...HOME_OPTION)
    .addHelpText('after', RUN_HELP)
    .action(async (scenarios: readonly string[], options: RunOptions & HomeOptions) => {
      const [{ withHome }, { run }] = await Promise.all([import('../wiring/with-home.ts'), import('../commands/run.ts')]);
      finish(await withHome(terminal, options, 'change', (own) => run(terminal, scenarios, own)));
    });
}

function oneOf(...words: readonly string[]): (text: string) => string {
  return (text) => {
    if (words.includes(text)) return text;
    throw new InvalidArgumentError(`expected ${words.map((word) => `"${word}"`).join(' or ')}.`);
  };
}

function stepNumber(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('expected the number of a step, such as 3.');
}
