import { randomToken } from '#kit/ids';
import type { SandboxAddress, SandboxKeys } from '#contract/control';
import { every, realSleep } from '#kit/wall-clock';
import { SANDBOX_ACCOUNTS } from './accounts.ts';
import { PolicyCache } from './authorise/authorise.ts';
import { openCatalogue } from './catalogue.ts';
import { controlMethods } from './control/control-methods.ts';
import { openControlPort } from './control/control-port.ts';
import { loadKeys } from './credentials.ts';
import { FaultSwitches } from './front-door/fault-switches.ts';
import { openHttpServer } from './front-door/http-server.ts';
import { reachOf } from './front-door/reach-of.ts';
import { RegionGate } from './front-door/region-gate.ts';
import { RequestIds } from './front-door/request-ids.ts';
import { SigningKeys } from './front-door/sigv4/signing-keys.ts';
import { Identities } from './identities.ts';
import { packageVersion } from './package-version.ts';
import { takeStateLock } from './process/state-lock.ts';
import { ownIdentity } from './process/process-identity.ts';
import { prepareState } from './process/prepare-state.ts';
import { regionDoorsOf } from './regions/region-doors.ts';
import { regionFaultsOf } from './regions/region-faults.ts';
import type { SandboxContext } from './service.ts';
import { servedServices } from './services.ts';
import { openDirectory } from './services/iam/directory.ts';
import { seedKeys } from './services/iam/seed.ts';
import { iamState } from './services/iam/state.ts';
import { openKeyRing } from './services/kms/key-ring.ts';
import { regionOfSession } from './services/opensearch/region-of-session.ts';
import { stateOf as s3StateOf } from './services/s3/state.ts';
import { SessionStore } from './services/sts/sessions.ts';
import { openSettings, SETTINGS_TABLE } from './settings.ts';
import { CLOCK_MAP_TABLE, StoredClockMap } from './time/clock-map.ts';
import { CLOCK_TABLE, openDrillClock } from './time/drill-clock.ts';
import { markSeenSafely } from './time/mark-seen.ts';
import { TimeHub } from './time/time-hub.ts';

const SEEN_EVERY_MS = 10_000;
/** How long a job that works when the sandbox closes may take to end. */
const WORK_PATIENCE_MS = 20_000;

export interface SandboxInput {
  readonly state: string;
  /** Null: the port of last time if it is free, else any. */
  readonly port: number | null;
  log(line: string): void;
  /** Asked to end by the control port. */
  onShutdown(): void;
}

export interface OpenSandbox {
  readonly address: SandboxAddress;
  readonly keys: SandboxKeys;
  close(): Promise<void>;
}

/** Opens the local AWS account on a state folder, in this process: lock, catalogue, clock, control port, endpoint. */
export async function openSandbox(input: SandboxInput): Promise<OpenSandbox> {
  prepareState(input.state);
  const lock = takeStateLock(input.state);
  try {
    return await open(input, lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function open({ state, port, log, onShutdown }: SandboxInput, lock: { release(): void }): Promise<OpenSandbox> {
  const keys = loadKeys(state);
  const services = servedServices();
  const catalogue = openCatalogue(state, [CLOCK_TABLE, CLOCK_MAP_TABLE, SETTINGS_TABLE, ...[...services.values()].map(({ service }) => service.tables)]);
  const clock = openDrillClock(catalogue);
  const closing = new AbortController();
  const context: SandboxContext = {
    catalogue, state, log,
    closing: closing.signal,
    time: clock,
    clockMap: new StoredClockMap(catalogue, () => clock.state().offsetMicros),
    accounts: SANDBOX_ACCOUNTS,
    settings: openSettings(catalogue),
    keys: openKeyRing(catalogue, clock),
  };
  regionDoorsOf(context);
  const iam = iamState(catalogue);
  seedKeys(catalogue, iam, keys);
  const timers = [...services.values()].flatMap(({ service }) => service.timers?.(context) ?? []);
  const hub = new TimeHub(clock, timers, log);
  const faults = new FaultSwitches();
  const counts = new Map<string, number>();
  const http = await openPort(port, catalogue, (wanted) => openHttpServer({
    context, services, counts, faults, log,
    identities: new Identities(iam, new SessionStore(catalogue, clock)),
    keys: new SigningKeys(),
    requestIds: new RequestIds(),
    policies: new PolicyCache(),
    directory: openDirectory(catalogue),
    gate: new RegionGate(regionFaultsOf(catalogue)),
    reachOf: (request) => reachOf(request, { services, bucketRegion: (name) => s3StateOf(catalogue).buckets.find(name)?.region ?? null, serviceRegion: (key) => regionOfSession(catalogue, key) }),
    inFlight: { began: () => hub.callBegan(), ended: () => hub.callEnded() },
  }, wanted));
  const running = [...services.values()].flatMap(({ service }) => service.start?.(context) ?? []);
  const token = randomToken(24);
  const version = packageVersion();
  const endpoint = `http://127.0.0.1:${http.port}`;
  const control = await openControlPort({ token, clock, hub, flush: () => catalogue.flush(), methods: controlMethods({ clock, hub, faults, context, services, counts, endpoint, state, version, onShutdown }) });
  const markSeen = markSeenSafely(clock, log);
  const stopMarking = every(SEEN_EVERY_MS, markSeen);
  return {
    address: { ...ownIdentity(), endpoint, controlPort: control.port, token, version },
    keys,
    close: async () => {
      stopMarking();
      closing.abort();
      await Promise.all([http.close(), control.close(), inTime(hub.close())]);
      await Promise.all(running.map((one) => one.close()));
      markSeen();
      catalogue.close();
      lock.release();
    },
  };
}

/** Waits for `work`, but not for ever: what is cut off then is still due at the next start. */
async function inTime(work: Promise<void>): Promise<void> {
  const done = new AbortController();
  const late = realSleep(WORK_PATIENCE_MS, done.signal).catch(() => undefined);
  await Promise.race([work, late]);
  done.abort();
}

/** A restart takes the port of last time again, so that clients find the account where it was. */
async function openPort<T extends { readonly port: number }>(port: number | null, { db }: SandboxContext['catalogue'], listen: (port: number) => Promise<T>): Promise<T> {
  const last = (db.prepare('SELECT value FROM settings WHERE name = ?').get('port') as { value: number } | undefined)?.value ?? 0;
  const opened = port === null && last !== 0 ? await listen(last).catch(() => listen(0)) : await listen(port ?? 0);
  db.prepare('INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value').run('port', opened.port);
  return opened;
}
