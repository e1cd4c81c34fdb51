import type { TargetsPort } from '#contract/aws';
import type { ResolvedConfig } from '#contract/config.schema';
import type { DetectionPort, DetectionReading } from '#contract/detection';
import { cloudwatchAlarms } from './cloudwatch-alarms.ts';
import { prometheusAlerts } from './prometheus-alerts.ts';

export interface DetectionWorld {
  readonly config: Pick<ResolvedConfig, 'detection'>;
  readonly targets: Pick<TargetsPort, 'access' | 'kind' | 'clock'>;
  /** Where users reach the platform; null while nothing says so. */
  serviceUrl(): URL | null;
}

const NOTHING: DetectionReading = { fired: [], standing: [], unread: [] };

/** The platform's own alarms, of every source that the config names; null where it names none. */
export function detection(world: DetectionWorld): DetectionPort | null {
  const sources = world.config.detection.map((source) => (source.kind === 'cloudwatch-alarms' ? cloudwatchAlarms(world, source) : prometheusAlerts(world, source)));
  if (sources.length === 0) return null;
  return {
    look: async (struck, signal) => {
      const read = await Promise.all(sources.map((source) => source.look(struck, signal).catch((error: unknown): DetectionReading => {
        signal.throwIfAborted();
        return { ...NOTHING, unread: [`${source.name} could not be asked: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`] };
      })));
      return { fired: read.flatMap((one) => one.fired), standing: read.flatMap((one) => one.standing), unread: read.flatMap((one) => one.unread) };
    },
  };
}
