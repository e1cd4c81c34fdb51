import { z } from 'zod';
import type { DrillContext, ProbeModule, ProbeReading } from '#contract/modules';
import { microsOf } from '#kit/time';

const args = z.strictObject({ store: z.string() });
type Args = z.output<typeof args>;

const eventSchema = z.object({ seq: z.number(), at: z.string(), name: z.string(), bucket: z.string(), key: z.string() });
const pageSchema = z.object({ events: z.array(eventSchema) });
type ObjectEvent = z.output<typeof eventSchema>;

const PAGE = 1000;

/** No copied-back object started an ingestion: notifications were off until all objects were back. */
export const ingestionNotReplayed: ProbeModule<Args> = { id: 's3.ingestion-not-replayed', with: args, run, negativeControl };

async function run(context: DrillContext, { store }: Args): Promise<ProbeReading> {
  const { resource } = context.candidate(store);
  if (context.targets.control === null) return { result: 'unknown', detail: 'the events delivered to the ingestion function cannot be read here: look at its invocations since the incident by hand' };
  const since = context.struckAt === null ? 0 : microsOf(context.struckAt);
  const replayed: ObjectEvent[] = [];
  for await (const event of delivered(context)) if (event.bucket === resource && microsOf(event.at) >= since && isReplay(event)) replayed.push(event);
  return verdictOf(replayed, resource);
}

/** One delivered event of a copied object: must not pass. */
async function negativeControl(context: DrillContext, { store }: Args): Promise<ProbeReading> {
  const { resource } = context.binding(store);
  const bad: ObjectEvent = { seq: 1, at: context.clock.nowIso(), name: 's3:ObjectCreated:Copy', bucket: resource, key: 'inputs/negative-control.csv' };
  return verdictOf([bad].filter(isReplay), resource);
}

/** Users and the application put objects; only copying (of one or of many parts) brings them back. */
function isReplay(event: ObjectEvent): boolean {
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
