import type { Command } from 'commander';

/** Options that every command which reads the project takes. No flag has a default: precedence is flag, environment, file, default. */
export interface CommonOptions {
  readonly config?: string;
  readonly set?: readonly string[];
  readonly state?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

/** Of commands that work with results. */
export const HOME_OPTION = ['--home <place>', 'where results live beyond this machine, such as s3://bucket/prefix (or REDRILL_HOME)'] as const;

/** Adds them to a command. */
export function withCommonOptions(command: Command): Command {
  return command
    .option('--config <file>', 'config file (default: harness.config.ts here, else the shipped reference platform)')
    .option('--set <key=value>', 'set one config value; may be given several times', collect)
    .option('--state <folder>', 'state folder of the sandbox (or REDRILL_STATE)')
    .option('--json', 'machine-readable output')
    .option('--quiet', 'results and errors only')
    .option('--verbose', 'more about what happens, stack traces of errors');
}

function collect(value: string, earlier: readonly string[] | undefined): readonly string[] {
  return [...(earlier ?? []), value];
}
