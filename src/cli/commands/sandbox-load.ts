import type { AwsAccess, ControlPort } from '#contract/aws';
import { EXIT } from '#contract/errors';
import { didYouMean } from '#kit/nearest';
import { usageError } from '#kit/redrill-error';
import { keyAccess } from '#targets/key-access';
import { plainText } from '../plain-text.ts';
import type { CommonOptions } from '../program/common-options.ts';
import type { Terminal } from '../terminal.ts';
import { guardTarget } from '../wiring/aws-environment.ts';
import { loadInto } from '../wiring/load-into.ts';
import type { Loaded } from '../wiring/load-into.ts';
import { orFullDisk } from '../wiring/full-disk.ts';
import { openConfig } from '../wiring/project.ts';
import { isSeeded, joinSandbox, sandboxKeys } from '../wiring/sandbox-session.ts';
import { stateFolder } from '../wiring/state-folder.ts';

export interface LoadOptions extends CommonOptions {
  readonly table?: string;
  readonly alias?: string;
  readonly prefix?: string;
}

const SHOWN = 20;

/** `redrill sandbox load`: the user's own data into a store of the seeded account, so that any scenario runs on it. */
export async function sandboxLoad(terminal: Terminal, storeId: string, paths: readonly string[], options: LoadOptions): Promise<number> {
  const state = stateFolder(terminal, options);
  const { config } = await openConfig(terminal, options);
  guardTarget(config, terminal.env, 'change');
  const store = config.platform.stores.find(({ id }) => id.toLowerCase() === storeId.toLowerCase());
  if (store === undefined) throw usageError('load.no-store', `there is no store ${storeId} in the config${didYouMean(storeId, config.platform.stores.map(({ id }) => id)) || `; stores: ${config.platform.stores.map(({ id }) => id).join(', ')}`}`);
  if (!isSeeded(state)) throw usageError('load.not-seeded', `the sandbox in ${state} is empty: fill it first with "redrill sandbox seed", which makes the stores and their backup plans`);
  const session = await orFullDisk(state, () => joinSandbox({ state, config, access: null, say: (text) => terminal.err(plainText(text)) }));
  try {
    const access: AwsAccess = keyAccess(sandboxKeys(state), { user: 'platform-admin', principal: 'platform-admin', region: store.region, endpoint: new URL(session.address.endpoint) });
    const control: ControlPort = session.control;
    const loaded = await orFullDisk(state, () => session.clock.task('load', () => loadInto({ access, control, store, paths, ...options })));
    return tell(terminal, options, loaded);
  } finally {
    await session.close();
  }
}

/** A line or a file that was not taken is no success of the whole, though the rest is there. */
function tell(terminal: Terminal, options: LoadOptions, { what, count, bytes, where, problems }: Loaded): number {
  for (const problem of problems.slice(0, SHOWN)) terminal.err(`redrill: ${plainText(problem)}`);
  if (problems.length > SHOWN) terminal.err(`redrill: and ${problems.length - SHOWN} more`);
  if (options.json) terminal.out(JSON.stringify({ what, count, bytes, where, problems }));
  else if (!options.quiet) terminal.out(`loaded ${count === null ? '' : `${count} `}${what}${bytes === null ? '' : ` (${(bytes / 1e6).toFixed(1)} MB)`} into ${plainText(where)}${problems.length === 0 ? '' : `; ${problems.length} left out, see above`}`);
  return problems.length === 0 ? EXIT.pass : EXIT.usage;
}
