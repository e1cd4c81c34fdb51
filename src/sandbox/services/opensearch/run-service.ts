import type { Running, SandboxContext } from '../../service.ts';
import { dataPlaneOf } from './data-plane-of.ts';
import { enginesOf } from './engines-of.ts';

/** Opens the ports of all domains with the sandbox; engines are started by the first request, and stopped with the sandbox. */
export function runService(context: SandboxContext): Running {
  const plane = dataPlaneOf(context);
  const engines = enginesOf(context);
  const opened = plane.openAll().catch((error: unknown) => context.log(`opensearch: not all ports could be opened: ${error instanceof Error ? error.message : String(error)}`));
  return {
    close: async () => {
      await opened;
      await plane.close();
      await engines.close();
    },
  };
}
