import { request } from 'undici';
import { z } from 'zod';
import type { DrillContext, ProbeModule, ProbeReading } from '#contract/modules';

const args = z.strictObject({
  /** Where the platform must be served from. */
  region: z.string().min(1),
  /** Path of its health below the address that users have. */
  path: z.string().default('/health'),
});
type Args = z.output<typeof args>;

const health = z.object({
  status: z.string(),
  /** The region whose stores it uses. */
  region: z.string().optional(),
  stores: z.record(z.string(), z.object({ ok: z.boolean(), problem: z.string().optional() })).default({}),
});

/** The platform says at the address of its users that every store behind it answers, and that those are the ones of the region that people were led to. */
export const portalAnswers: ProbeModule<Args> = {
  id: 'region.portal-answers',
  with: args,
  run: (context, input) => look(context, input),
  // The real address, and a region that nobody was ever led to.
  negativeControl: (context, input) => look(context, args.parse({ ...input, region: 'redrill-control-1' })),
};

const PATIENCE_MS = 15_000;
const LOOKS = 6;
const LOOK_EVERY_MS = 10_000;

/** What the platform remembers of the way to its stores may be some seconds old, so a no is asked again for a minute. */
async function look(context: DrillContext, input: Args): Promise<ProbeReading> {
  for (let n = 1; ; n += 1) {
    const reading = await once(context, input);
    if (reading.result === 'pass' || n >= LOOKS || input.region.startsWith('redrill-control')) return reading;
    await context.clock.sleep(LOOK_EVERY_MS, context.signal);
  }
}

async function once(context: DrillContext, { region, path }: Args): Promise<ProbeReading> {
  const base = context.serviceUrl?.() ?? null;
  if (base === null) return { result: 'unknown', detail: 'nobody knows where users reach the platform: service.url names a file that is not there, or holds no address' };
  try {
    const { statusCode, body } = await request(new URL(path, base), { headersTimeout: PATIENCE_MS, bodyTimeout: PATIENCE_MS, signal: context.signal });
    const said = health.safeParse(await body.json());
    if (!said.success) return { result: 'fail', detail: `${path} answers ${statusCode} with something that is no health` };
    return judge(said.data, { statusCode, region, path });
  } catch (error) {
    return { result: 'unknown', detail: `${path} does not answer: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function judge({ status, region: from, stores }: z.output<typeof health>, { statusCode, region, path }: { readonly statusCode: number; readonly region: string; readonly path: string }): ProbeReading {
  const down = Object.entries(stores).filter(([, { ok }]) => !ok).map(([id, { problem }]) => `${id} (${problem ?? 'down'})`);
  if (from !== region) return { result: 'fail', detail: `the platform serves from ${from ?? 'a region that it does not name'}, expected ${region}` };
  if (statusCode !== 200 || status !== 'up') return { result: 'fail', detail: `${path} answers ${statusCode} (${status})${down.length === 0 ? '' : `: ${down.join('; ')}`}` };
  return { result: 'pass', detail: `the platform is up, served from ${region}: ${Object.keys(stores).join(', ')}` };
}
