import type { SandboxContext } from '../../../service.ts';
import type { ArchiveRows } from './archive-rows.ts';
import type { Chunks } from './chunks.ts';
import type { ClusterHost } from './cluster-host.ts';
import type { Ports } from './ports.ts';
import type { Serial } from './serial.ts';
import type { ServerRows } from './server-rows.ts';
import type { Traffic } from './traffic.ts';

/** What the parts of one engine share. */
export interface EngineParts {
  readonly context: SandboxContext;
  readonly host: ClusterHost;
  readonly rows: ArchiveRows;
  readonly servers: ServerRows;
  readonly chunks: Chunks;
  readonly ports: Ports;
  readonly serial: Serial;
  readonly traffic: Traffic;
}
