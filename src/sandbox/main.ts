import { createWriteStream, openSync } from 'node:fs';
import module from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { RedrillError } from '#kit/redrill-error';
import { isoMicros, realNowMs } from '#kit/time';
import { announce } from './process/announce.ts';
import { removeAddress, writeAddress } from './process/address-file.ts';
import { prepareState } from './process/prepare-state.ts';

/**
 * Entry of the sandbox's process: `main --state <folder> [--port N]`. Says nothing on its streams; problems before it answers go to the
 * starter over file descriptor 3, everything later to `<state>/sandbox.log`.
 */
async function main(): Promise<void> {
  const { state, port } = readArguments();
  // Key material and data of a whole account are written here: files are for this user alone.
  process.umask(0o077);
  prepareState(state);
  const log = openLog(state);
  module.enableCompileCache?.();
  const { openSandbox } = await import('./sandbox.ts');
  const stopping = Promise.withResolvers<void>();
  const sandbox = await openSandbox({ state, port, log, onShutdown: stopping.resolve });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stopping.resolve());
  // an error that nobody awaited is logged; ending the account would lose every client for one bad call
  process.on('unhandledRejection', (error) => log(`unhandled rejection: ${error instanceof Error ? error.stack ?? error.message : String(error)}`));
  writeAddress(state, sandbox.address);
  log(`answers on ${sandbox.address.endpoint}`);
  announce({ ready: true });
  await stopping.promise;
  log('stopping');
  removeAddress(state, sandbox.address);
  await sandbox.close();
  process.exit(0);
}

function readArguments(): { readonly state: string; readonly port: number | null } {
  const { values } = parseArgs({ options: { state: { type: 'string' }, port: { type: 'string' } } });
  if (values.state === undefined) throw new RedrillError('sandbox.arguments', 'the sandbox needs --state <folder>');
  const port = values.port === undefined ? null : Number(values.port);
  if (port !== null && (!Number.isInteger(port) || port < 0 || port > 65_535)) throw new RedrillError('sandbox.arguments', `--port ${values.port ?? ''} is no port number (0 to 65535)`);
  return { state: values.state, port };
}

function openLog(state: string): (line: string) => void {
  const file = createWriteStream('', { fd: openSync(join(state, 'sandbox.log'), 'a', 0o600), flags: 'a' });
  // a full disk must not end the account because a log line does not fit
  file.on('error', () => undefined);
  return (line) => { file.write(`${isoMicros(realNowMs() * 1000)} ${line}\n`); };
}

main().catch((error: unknown) => {
  const problem = error instanceof RedrillError ? { code: error.code, message: error.message } : { code: 'sandbox.failed', message: `the sandbox could not start: ${error instanceof Error ? error.stack ?? error.message : String(error)}` };
  announce({ ready: false, ...problem });
  process.exit(1);
});
