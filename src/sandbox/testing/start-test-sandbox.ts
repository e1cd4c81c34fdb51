import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SandboxAddress, SandboxKeys } from '#contract/control';
import { openSandbox } from '../sandbox.ts';

export interface TestSandbox {
  readonly address: SandboxAddress;
  readonly keys: SandboxKeys;
  readonly state: string;
  /** Lines the sandbox logged: failed timers and internal errors. */
  readonly log: readonly string[];
  close(): Promise<void>;
}

/** A whole sandbox account inside the test's process, on any free port; `close` removes its state folder unless the test brought its own. */
export async function startTestSandbox(options: { readonly state?: string } = {}): Promise<TestSandbox> {
  const state = options.state ?? mkdtempSync(join(tmpdir(), 'redrill-sandbox-'));
  const log: string[] = [];
  const sandbox = await openSandbox({ state, port: null, log: (line) => { log.push(line); }, onShutdown: () => undefined });
  return {
    address: sandbox.address,
    keys: sandbox.keys,
    state,
    log,
    close: async () => {
      await sandbox.close();
      if (options.state === undefined) rmSync(state, { recursive: true, force: true });
    },
  };
}
