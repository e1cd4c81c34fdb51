import { z } from 'zod';
import type { DrillContext, ProbeModule, ProbeReading } from '#contract/modules';
import { ENTRY, readEntry } from '#targets/entry';

const args = z.strictObject({ region: z.string().min(1), entry: z.string().default(ENTRY) });
type Args = z.output<typeof args>;

/** The name that users follow leads to the region that they are meant to be in, as the platform itself reads it. */
export const entryLeadsTo: ProbeModule<Args> = {
  id: 'region.entry-leads-to',
  with: args,
  run: look,
  // A region that nobody was ever led to.
  negativeControl: (context, input) => look(context, args.parse({ ...input, region: 'redrill-control-1' })),
};

async function look(context: DrillContext, { region, entry }: Args): Promise<ProbeReading> {
  try {
    const said = await readEntry(context, 'platform-app', entry);
    return { result: said === region ? 'pass' : 'fail', detail: said === null ? `the entry ${entry} does not exist` : `${entry} leads to ${said}${said === region ? '' : `, expected ${region}`}` };
  } catch (error) {
    return { result: 'unknown', detail: error instanceof Error ? error.message : String(error) };
  }
}
