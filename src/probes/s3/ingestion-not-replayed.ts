import { z } from 'zod';
import type { DrillContext, ProbeModule, ProbeReading } from '#contract/modules';
import { microsOf } from '#kit/time';
import { restoreWindow } from '#stores/backup/restore-window';
import type { RestoreWindow } from '#stores/backup/restore-window';
import { withBackup } from '#stores/backup/with-backup';

const args = z.strictObject({
  store: z.string(),
  /** Restore job of AWS Backup, which puts objects as users do: while it ran nothing at all may have started an ingestion. */
  job: z.string().optional(),
});
type Args = z.output<typeof args>;

const eventSchema = z.object({ seq: z.number(), at: z.string(), name: z.string(), bucket: z.string(), key: z.string(), targets: z.array(z.string()) });
const pageSchema = z.object({ events: z.array(eventSchema) });
type ObjectEvent = z.output<typeof eventSchema>;

const PAGE = 1000;

/** No copied-back object started an ingestion: notifications were off until all objects were back. */
export const ingestionNotReplayed: ProbeModule<Args> = { id: 's3.ingestion-not-replayed', with: args, run, negativeControl };

async function run(context: DrillContext, { store, job }: Args): Promise<ProbeReading> {
  const { resource, region } = context.candidate(store);
  if (context.targets.control === null) return { result: 'unknown', detail: 'the events delivered to the ingestion function cannot be read here: look at its invocations since the incident by hand' };
  const since = context.struckAt === null ? 0 : microsOf(context.struckAt);
  const restored = job === undefined ? null : await withBackup(context.targets.access('drill-observer', region), (client) => restoreWindow(client, job));
  const replayed: ObjectEvent[] = [];
  for await (const event of delivered(context)) if (event.bucket === resource && microsOf(event.at) >= since && isReplay(event, restored)) replayed.push(event);
  return verdictOf(replayed, resource);
}

/** One delivered event of a copied object: must not pass. */
async function negativeControl(context: DrillContext, { store }: Args): Promise<ProbeReading> {
  const { resource } = context.binding(store);
  const bad: ObjectEvent = { seq: 1, at: context.clock.nowIso(), name: 's3:ObjectCreated:Copy', bucket: resource, key: 'inputs/negative-control.csv', targets: ['arn:aws:lambda:us-west-2:111111111111:function:ingest'] };
  return verdictOf([bad].filter((event) => isReplay(event, null)), resource);
}

/** Users and the application put objects; only copying (of one or of many parts) brings them back. What went to EventBridge alone starts no ingestion. */
function isReplay(event: ObjectEvent, restored: RestoreWindow | null): boolean {
  if (!event.targets.some((target) => target.startsWith('arn:aws:lambda:'))) return false;
  if (restored !== null && microsOf(event.at) >= restored.fromMicros && microsOf(event.at) <= restored.untilMicros) return true;
  return event.name.endsWith('ObjectCreated:Copy') || event.name.endsWith('ObjectCreated:CompleteMultipartUpload');
}

function verdictOf(replayed: readonly ObjectEvent[], bucket: string): ProbeReading {
  const [first] = replayed;
  if (first === undefined) return { result: 'pass', detail: `no ingestion was started by an object copied back into ${bucket}` };
  return { result: 'fail', detail: `${replayed.length} ingestions were started by objects copied back into ${bucket}, first ${JSON.stringify(first.key)} at ${first.at}: notifications were on too early`, data: { replayed: replayed.length } };
}

async function* delivered(context: DrillContext): AsyncGenerator<ObjectEvent> {
  for (let seq = 0; ;) {
    const page = pageSchema.parse(await context.targets.control?.call('events-since', { seq, limit: PAGE }));
    yield* page.events;
    const last = page.events.at(-1);
    if (last === undefined || page.events.length < PAGE) return;
    seq = last.seq;
  }
}
