import { z } from 'zod';
import { isoDuration } from '#contract/config.schema';
import type { Binding, DrillContext, ProbeModule, ProbeReading } from '#contract/modules';
import { durationSeconds, humanDuration } from '#kit/durations';
import { isoMicros, microsOf } from '#kit/time';
import { mounted } from '#stores/efs/mounted';
import { failedLook } from './failed-look.ts';
import { measureTree } from './measure-tree.ts';
import { shown } from './shown.ts';

const args = z.strictObject({
  store: z.string(),
  /** Folders without which the platform is nothing: each must hold files. */
  folders: z.array(z.string().regex(/^[^/].*[^/]$/, 'a path below the root')).min(1),
  /** Bytes that the provider says the point holds. */
  bytes: z.number().nullish(),
  /** Share of them that must be there at the least: the provider counts at another moment than we do. */
  atLeast: z.number().gt(0).lte(1).default(0.98),
  /** How old the newest file may be at `until`: the longest quiet time of the platform. */
  newestWithin: isoDuration.default('PT24H'),
  /** Moment up to which the restored point claims to hold everything (ISO). */
  until: z.string().nullish(),
});
type Args = z.output<typeof args>;

/** What people look at before they let users in: files and bytes against what the point should hold, and the newest file. The full comparison is the audit's. */
export const treeComplete: ProbeModule<Args> = {
  id: 'efs.tree-complete',
  with: args,
  run: (context, input) => look(context, context.candidate(input.store), input).catch(failedLook),
  negativeControl: (context, given) => shown(treeComplete.id, () => control(context, args.parse(given))),
};

interface TreeReading extends ProbeReading {
  readonly data: { readonly files: number; readonly bytes: number; readonly coverage: number | null; readonly short: boolean; readonly stale: boolean };
}

async function look(context: DrillContext, binding: Binding, { folders, bytes: promised, atLeast, newestWithin, until }: Args): Promise<TreeReading> {
  const { files, bytes, newestMicros, below } = await measureTree(await mounted(context, binding), folders);
  const coverage = promised === undefined || promised === null || promised === 0 ? null : bytes / promised;
  const ageSeconds = newestMicros === null || until === undefined || until === null ? null : (microsOf(until) - newestMicros) / 1e6;
  const short = coverage !== null && coverage < atLeast;
  const stale = ageSeconds !== null && ageSeconds > durationSeconds(newestWithin);
  const wrong = [
    ...folders.filter((folder) => below[folder] === 0).map((folder) => `/${folder} holds no file`),
    ...(short ? [`${bytes} bytes came back of ${promised} that the point holds (${percent(coverage)})`] : []),
    ...(stale ? [`the newest file is ${humanDuration(ageSeconds)} older than what the point claims to hold; at most ${humanDuration(durationSeconds(newestWithin))} is normal`] : []),
  ];
  const covered = `${files} files, ${bytes} bytes${coverage === null ? '' : `, ${percent(coverage)} of the bytes that the point holds`}; newest file of ${newestMicros === null ? 'no time' : isoMicros(newestMicros)}`;
  const data = { files, bytes, coverage, short, stale };
  if (wrong.length > 0) return { result: 'fail', detail: `${wrong.join('; ')} (${covered})`, data };
  if (coverage === null || ageSeconds === null) return { result: 'unknown', detail: `nobody said ${coverage === null ? 'how many bytes the point holds' : 'up to which moment the point holds everything'}, so what is there says little (${covered})`, data };
  return { result: 'pass', detail: covered, data };
}

function percent(share: number | null): string {
  return `${((share ?? 0) * 100).toFixed(1)} %`;
}

const YEAR_SECONDS = 366 * 86_400;

/** The living tree must be refused twice: as of a moment long after its newest file, and for a point of twice its bytes. */
async function control(context: DrillContext, input: Args): Promise<ProbeReading> {
  const binding = context.binding(input.store);
  const late = isoMicros(context.clock.nowMicros() + (durationSeconds(input.newestWithin) + YEAR_SECONDS) * 1_000_000);
  const living = await look(context, binding, { ...input, bytes: null, until: late });
  const half = await look(context, binding, { ...input, bytes: living.data.bytes * 2, until: context.clock.nowIso() });
  if (!living.data.stale || !half.data.short) return { result: 'pass', detail: `a tree that is too old or too small was let pass: ${living.detail}; ${half.detail}` };
  return { result: 'fail', detail: `as of a year later: ${living.detail}; for a point of twice its bytes: ${half.detail}` };
}
