import { request } from 'undici';
import { z } from 'zod';
import type { DetectionReading, FiredAlarm, Struck } from '#contract/detection';
import { dateOfText } from '#kit/dates';
import { isLoopback } from '#kit/is-loopback';
import { RedrillError, usageError } from '#kit/redrill-error';
import { isoMicros, microsOf } from '#kit/time';
import { aboutStore } from './about-store.ts';
import type { AlarmSource, SourceConfig } from './alarm-source.ts';
import type { DetectionWorld } from './detection.ts';

type Config = SourceConfig<'prometheus-alerts'>;

const ANSWER_MS = 15_000;

/** What `/api/v1/alerts` of Prometheus's HTTP API answers. */
const answerSchema = z.object({
  status: z.literal('success'),
  data: z.object({ alerts: z.array(z.object({ labels: z.record(z.string(), z.string()), annotations: z.record(z.string(), z.string()).default({}), state: z.string(), activeAt: z.string() })) }),
});

type Alert = z.output<typeof answerSchema>['data']['alerts'][number];

/** Alerts of a Prometheus server. It says when an alert's condition began and not when it fired, so T1 is the moment at which it was seen firing. */
export function prometheusAlerts(world: DetectionWorld, config: Config): AlarmSource {
  const name = `Prometheus at ${config.url}`;
  return {
    name,
    look: async (struck, signal) => {
      const alerts = (await read(world, config, signal)).filter(({ state, labels }) => state === 'firing' && matches(labels, config.matchers));
      return judge(alerts, config, { name, struck, now: world.targets.clock.nowIso() });
    },
  };
}

function judge(alerts: readonly Alert[], config: Config, { name, struck, now }: { readonly name: string; readonly struck: readonly Struck[]; readonly now: string }): DetectionReading {
  const fired: FiredAlarm[] = [];
  const standing: string[] = [];
  for (const { labels, annotations, activeAt } of alerts) {
    const title = labels['alertname'] ?? 'without a name';
    const store = aboutStore(struck, { store: config.store, values: Object.values(labels), name: title });
    if (store === null) continue;
    const began = momentOf(activeAt);
    if (began >= microsOf(store.since)) fired.push({ source: `${name}: alert ${title}`, store: store.store, at: now, began: isoMicros(began), why: annotations['summary'] ?? annotations['description'] ?? 'no summary given' });
    else standing.push(`alert ${title} of ${name} has been active since ${isoMicros(began)}, before the fault, and so noticed nothing`);
  }
  return { fired, standing, unread: [] };
}

async function read({ targets, serviceUrl }: DetectionWorld, { url }: Config, signal: AbortSignal): Promise<readonly Alert[]> {
  const base = serviceUrl();
  if (base === null && !URL.canParse(url)) throw usageError('detection.no-url', `${url} is a path, and service.url does not say below what`);
  const target = base === null ? new URL(url) : new URL(url, base);
  if (targets.kind === 'sandbox' && !isLoopback(target.hostname.replace(/^\[(.*)\]$/, '$1'))) throw usageError('detection.foreign-host', `${target.origin} is not on this machine, and a drill of the sandbox opens no connection elsewhere; give an address such as http://127.0.0.1:9090/api/v1/alerts, or a path below service.url`);
  const { statusCode, body } = await request(target, { signal, headersTimeout: ANSWER_MS, bodyTimeout: ANSWER_MS });
  const text = await body.text();
  if (statusCode !== 200) throw new RedrillError('detection.status', `${target.href} answered ${statusCode}, expected 200`, { actor: 'platform' });
  return answerSchema.parse(JSON.parse(text)).data.alerts;
}

function matches(labels: Alert['labels'], matchers: Config['matchers']): boolean {
  return Object.entries(matchers).every(([label, value]) => labels[label] === value);
}

/** Prometheus says nanoseconds and an offset of its own: `2026-11-22T18:00:00.123456789Z`, `...+01:00`. */
function momentOf(text: string): number {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/.exec(text);
  const whole = match === null ? null : dateOfText(`${match[1]}${match[3]}`);
  if (whole === null) throw new RedrillError('detection.time', `activeAt must be a time as RFC 3339 writes it, got ${JSON.stringify(text)}`, { actor: 'platform' });
  return whole.getTime() * 1000 + Number((match?.[2] ?? '').slice(0, 6).padEnd(6, '0'));
}
