import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { ResolvedConfig } from '#contract/config.schema';
import type { RunStarted } from '#contract/events';
import type { Families } from '#contract/modules';
import type { ProgressPort } from '#contract/progress';
import type { RecordPort } from '#contract/record';
import type { DrillInput, StopSignals } from '#drill/drill-input';
import { createLease } from '#targets/lease';
import { createTargets } from '#targets/targets';
import { evidencePorts } from './evidence-ports.ts';
import { historyBeacons, platformWrites } from './ndjson-ledgers.ts';
import { peoplePort } from './people-port.ts';
import type { PreparedScenario } from './prepared-scenario.ts';
import type { SandboxSession } from './sandbox-session.ts';
import { servicePorts } from './service-ports.ts';
import type { ServiceTools } from './service-ports.ts';
import { shellPort } from './shell-port.ts';

/** The parts of one drill that are open already. */
export interface DrillParts {
  readonly prepared: PreparedScenario;
  readonly config: ResolvedConfig;
  readonly families: Families;
  readonly session: SandboxSession;
  readonly started: RunStarted;
  readonly record: RecordPort;
  readonly progress: ProgressPort;
  readonly stop: StopSignals;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Browser and load generator, where the config asks for them. */
  readonly tools: ServiceTools;
  /** Who resumes, and how many bytes of a torn line were cut; absent for a new run. */
  readonly resumed?: { readonly by: string; readonly tornBytes: number };
  readonly putBackOnly?: boolean;
}

/** Puts every port behind the conductor. */
export function assembleDrill(parts: DrillParts): DrillInput {
  const { prepared, config, session, started, record } = parts;
  const { clock, state } = session;
  const targets = createTargets({ config, address: session.address, keys: session.keys, clock, control: session.control, session: started.id });
  const { stopFile } = config.guards;
  return {
    scenario: prepared.scenario,
    runbook: prepared.runbook,
    failback: prepared.failback,
    config,
    variant: prepared.variant,
    mutation: prepared.mutation,
    attended: started.attended,
    started,
    clock,
    targets,
    record: shownAsRecorded(record, parts.progress),
    // Facts reach the timeline from the record, so that each is shown once, whoever appends it.
    progress: { ...parts.progress, fact: () => undefined },
    families: parts.families,
    lease: createLease({ access: () => targets.access('drill-operator', config.harness.region), bucket: config.harness.leaseBucket, clock, lockFile: join(state, 'drill.lock') }),
    people: peoplePort(record.folder, clock),
    ...evidencePorts({ config, targets, clock, folder: record.folder, run: started.id }),
    shell: shellPort(parts.env, targets),
    ...servicePorts({ config, tools: parts.tools, targets, state, stores: prepared.scenario.stores, env: parts.env }),
    writes: () => platformWrites(config.platform, state),
    history: (store) => historyBeacons(config.platform, { state, store, earlierRuns: earlierRuns(record.folder) }),
    stop: parts.stop,
    stopped: async () => (stopFile !== null && existsSync(stopFile) ? stopFile : null),
    ...(parts.resumed ? { resumed: parts.resumed } : {}),
    ...(parts.putBackOnly ? { putBackOnly: true } : {}),
  };
}

/** Folders of the runs before this one, in order; beacons of another account are not found there and drop out. */
function earlierRuns(folder: string): readonly string[] {
  const results = dirname(folder);
  return readdirSync(results).filter((name) => /^\d{4,}-/.test(name) && name < basename(folder)).sort().map((name) => join(results, name));
}

/** The record, with every appended fact handed to the timeline. */
function shownAsRecorded(record: RecordPort, progress: ProgressPort): RecordPort {
  return {
    folder: record.folder,
    append: async (type, data, options) => {
      const event = await record.append(type, data, options);
      progress.fact(event);
      return event;
    },
    events: () => record.events(),
    setPhase: (phase) => record.setPhase(phase),
    phase: () => record.phase(),
    beacon: (store, line) => record.beacon(store, line),
    importBeacons: (store, lines) => record.importBeacons(store, lines),
    beacons: (store) => record.beacons(store),
    flush: () => record.flush(),
    close: () => record.close(),
  };
}
