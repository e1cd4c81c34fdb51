import type { Command } from 'commander';
import type { Finish } from '../program.ts';
import type { Terminal } from '../terminal.ts';
import type { BundleOptions } from '../commands/bundle.ts';
import type { KeysOptions } from '../commands/keys.ts';
import type { VerifyCommandOptions } from '../commands/verify.ts';
import type { HomeOptions } from '../wiring/with-home.ts';
import { HOME_OPTION, withCommonOptions } from './common-options.ts';

/** keys, bundle, verify: evidence that an outsider can check. */
export function addEvidenceCommands(program: Command, terminal: Terminal, finish: Finish): void {
  const keys = program.command('keys').description('the key that signs runs and bundles');
  const add = (what: 'create' | 'show', description: string): void => {
    keys.command(what).description(description)
      .option('--key <file>', 'file of the private key (or REDRILL_KEY; default: one for each project in your config folder)')
      .option('--json', 'machine-readable output')
      .action(async (options: KeysOptions) => finish((await import('../commands/keys.ts')).keys(terminal, what, options)));
  };
  add('create', 'make a key; prints its fingerprint');
  add('show', 'its fingerprint and its public half');
  withCommonOptions(program.command('bundle').argument('[run]', 'run number or id (default: the newest one)').description('the evidence of a run as one file that an outsider can check with nothing but Node'))
    .option('--out <folder>', 'where it is written (default: evidence/ in the run\'s folder)')
    .option('--redact <field>', 'take a field of the record out, such as run.started.people or step.ended.note; may be given several times. What looks like a secret always goes', (value: string, earlier: readonly string[] | undefined) => [...(earlier ?? []), value])
    .option('--key <file>', 'file of the private key')
    .option(...HOME_OPTION)
    .action(async (run: string | undefined, options: BundleOptions & HomeOptions) => {
      const [{ withHome }, { bundle }] = await Promise.all([import('../wiring/with-home.ts'), import('../commands/bundle.ts')]);
      finish(await withHome(terminal, options, { wholeRun: run }, (own) => bundle(terminal, run, own)));
    });
  program.command('verify').argument('<bundle>', 'a bundle\'s .tar.gz or its folder').description('check a bundle: hashes, chain, signature, and every number computed again; 0 valid, 1 invalid, 2 could not be checked')
    .option('--key <fingerprint>', 'the fingerprint that reached you by another way')
    .option('--json', 'machine-readable output')
    .option('--quiet', 'one sentence only')
    .action(async (bundle: string, options: VerifyCommandOptions) => finish((await import('../commands/verify.ts')).verify(terminal, bundle, options)));
}
