import type { IncomingMessage } from 'node:http';
import type { Identities } from '../identities.ts';
import type { PolicyCache } from '../authorise/authorise.ts';
import type { PolicyDirectory } from '../authorise/policy-directory.ts';
import type { Reach } from '../regions/is-cut.ts';
import type { SandboxContext } from '../service.ts';
import type { ServedEntry } from '../services.ts';
import type { FaultSwitches } from './fault-switches.ts';
import type { RegionGate } from './region-gate.ts';
import type { RequestIds } from './request-ids.ts';
import type { SigningKeys } from './sigv4/signing-keys.ts';

/** Everything the front door needs to answer a request. */
export interface FrontDoor {
  readonly context: SandboxContext;
  readonly services: ReadonlyMap<string, ServedEntry>;
  readonly identities: Identities;
  readonly keys: SigningKeys;
  readonly policies: PolicyCache;
  /** What is attached to whom. */
  readonly directory: PolicyDirectory;
  readonly faults: FaultSwitches;
  /** Regions that are cut. */
  readonly gate: RegionGate;
  /** What a request must reach, and from where. */
  reachOf(request: IncomingMessage): Reach;
  readonly requestIds: RequestIds;
  /** Tells the clock that AWS calls are in flight. */
  readonly inFlight: { began(): void; ended(): void };
  /** Counts of answered calls by service, for `status`. */
  readonly counts: Map<string, number>;
  /** A line for the log file. */
  log(line: string): void;
}
