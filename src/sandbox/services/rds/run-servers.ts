import type { Running, SandboxContext } from '../../service.ts';
import { engineOf } from './engine-of.ts';

/** Opens the engine with the sandbox, which starts the servers that should run, and stops them all with it. */
export function runServers(context: SandboxContext): Running {
  const engine = engineOf(context);
  return { close: () => engine.close() };
}
