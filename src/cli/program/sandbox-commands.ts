import type { Command } from 'commander';
import type { Finish } from '../program.ts';
import type { Terminal } from '../terminal.ts';
import type { LoadOptions } from '../commands/sandbox-load.ts';
import type { SandboxOptions } from '../commands/sandbox.ts';
import { withCommonOptions } from './common-options.ts';
import { SANDBOX_HELP } from './help-texts.ts';

/** sandbox up, down, status, seed, load, mount, advance, env: the local AWS account. */
export function addSandboxCommands(program: Command, terminal: Terminal, finish: Finish): void {
  const sandbox = program.command('sandbox').description('the local AWS account that drills run in').addHelpText('after', SANDBOX_HELP);
  const load = (): Promise<typeof import('../commands/sandbox.ts')> => import('../commands/sandbox.ts');
  const add = (name: string, description: string): Command => withCommonOptions(sandbox.command(name).description(description));

  add('up', 'start it, and the reference platform in it; does nothing when it is up')
    .option('--port <number>', 'port of the AWS endpoint (default: a free one)')
    .option('--quick', 'jobs end when their real work does, without the time that AWS is modelled to take; drills switch it off')
    .action(async (options: SandboxOptions) => finish(await (await load()).sandboxUp(terminal, options)));
  add('down', 'stop it; its data stays in the state folder')
    .option('--delete', 'delete the state folder as well')
    .action(async (options: SandboxOptions) => finish(await (await load()).sandboxDown(terminal, options)));
  add('status', 'is it up, where, at which drill time')
    .action(async (options: SandboxOptions) => finish(await (await load()).sandboxStatus(terminal, options)));
  add('seed', 'fill it with the reference platform\'s data and backup history')
    .option('--objects <number>', 'number of objects; the other stores follow in proportion')
    .option('--scale <number>', '1: the whole reference platform')
    .option('--stores <ids>', 'only these stores beside the buckets, with commas between')
    .option('--days <number>', 'days of history')
    .action(async (options: SandboxOptions) => finish(await (await load()).sandboxSeed(terminal, options)));
  add('load', 'put your own data into a store, so that any scenario runs on it: files into a bucket or a file system, .sql or .csv into a database, .ndjson into a table or an index')
    .argument('<store>', 'id of a store in the config, such as DR-S5')
    .argument('<path...>', 'files or folders')
    .option('--table <schema.table>', 'the table that a .csv file goes into; its first line names the columns')
    .option('--alias <name>', 'the alias that documents go through (default: the one of the pointer)')
    .option('--prefix <text>', 'what the keys of objects begin with')
    .action(async (store: string, paths: readonly string[], options: LoadOptions) => finish(await (await import('../commands/sandbox-load.ts')).sandboxLoad(terminal, store, paths, options)));
  add('mount', 'where the files of a file system, or the block device of a volume, lie on this machine')
    .argument('<store>', 'id of a store in the config, of a file system (fs-...) or of a volume (vol-...)')
    .action(async (what: string, options: LoadOptions) => finish(await (await import('../commands/sandbox-mount.ts')).sandboxMount(terminal, what, options)));
  add('advance', 'move drill time forward; due schedules and timers run')
    .argument('<time>', 'seconds, or an ISO 8601 duration such as P1D')
    .action(async (time: string, options: SandboxOptions) => finish(await (await load()).sandboxAdvance(terminal, time, options)));
  add('env', 'export lines that point any AWS client at it')
    .option('--principal <name>', 'whose keys (default: platform-admin)')
    .action(async (options: SandboxOptions) => finish(await (await load()).sandboxEnv(terminal, options)));
}
