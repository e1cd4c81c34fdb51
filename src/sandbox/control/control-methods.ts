import type { SandboxStatus } from '#contract/control';
import { RedrillError } from '#kit/redrill-error';
import { isoMicros } from '#kit/time';
import type { FaultSwitches } from '../front-door/fault-switches.ts';
import { regionMethods } from '../regions/region-methods.ts';
import type { ControlMethod, SandboxContext } from '../service.ts';
import type { ServedEntry } from '../services.ts';
import type { DrillClock } from '../time/drill-clock.ts';
import type { TimeHub } from '../time/time-hub.ts';

interface ControlMethodsInput {
  readonly clock: DrillClock;
  readonly hub: TimeHub;
  readonly faults: FaultSwitches;
  readonly context: SandboxContext;
  readonly services: ReadonlyMap<string, ServedEntry>;
  readonly counts: ReadonlyMap<string, number>;
  readonly endpoint: string;
  readonly state: string;
  readonly version: string;
  onShutdown(): void;
}

const CENTURY_MICROS = 100 * 366 * 86_400_000_000;

/** The methods of the control port (contract/control.ts) besides park and unpark. */
export function controlMethods(input: ControlMethodsInput): Readonly<Record<string, ControlMethod>> {
  const { clock, hub, context } = input;
  const startedAt = clock.now().toISOString();
  return {
    status: () => status(input, startedAt),
    advance: async ({ micros }) => {
      if (typeof micros !== 'number' || !Number.isFinite(micros) || micros < 0 || micros > CENTURY_MICROS) throw new RedrillError('control.params', 'advance needs {micros}: a number from 0 to a hundred years; time never goes back');
      return { clock: await hub.advance(Math.round(micros)) };
    },
    shutdown: () => {
      setImmediate(input.onShutdown);
      return {};
    },
    'bucket-name-hold': ({ seconds }) => {
      if (typeof seconds !== 'number' || seconds < 0) throw new RedrillError('control.params', 'bucket-name-hold needs {seconds}, 0 or more');
      context.settings.set('bucket-name-hold-seconds', seconds);
    },
    durations: ({ factor }) => {
      if (typeof factor !== 'number' || !(factor >= 0 && factor <= 10)) throw new RedrillError('control.params', 'durations needs {factor}: from 0 (a job is done when its real work is) to 10');
      context.settings.set('duration-factor', factor);
    },
    'clock-freeze': ({ frozen }) => {
      if (typeof frozen !== 'boolean') throw new RedrillError('control.params', 'clock-freeze needs {frozen: true | false}');
      hub.freeze(frozen);
    },
    ...regionMethods(context),
    ...input.faults.methods(new Set(input.services.keys())),
    ...Object.assign({}, ...[...input.services.values()].map(({ service }) => service.control?.(context) ?? {})) as Readonly<Record<string, ControlMethod>>,
  };
}

function status({ clock, hub, endpoint, state, version, counts }: ControlMethodsInput, startedAt: string): SandboxStatus {
  return {
    pid: process.pid,
    version,
    startedAt,
    drillTime: isoMicros(clock.nowMicros()),
    endpoint,
    state,
    offsetSeconds: clock.state().offsetMicros / 1_000_000,
    participants: hub.participants(),
    memory: { rssBytes: process.memoryUsage.rss() },
    counts: Object.fromEntries([...counts].map(([service, calls]) => [`${service}Calls`, calls])),
  };
}
