import { hash } from 'node:crypto';
import { z } from 'zod';
import type { DrillContext, FaultModule } from '#contract/modules';
import type { TargetRef } from '#contract/events';
import { RedrillError } from '#kit/redrill-error';
import type { Outcome, S3Store } from '#stores/s3/s3-store';
import { aliveNow, historyByKey } from '#stores/s3/version-history';
import type { KeyHistory } from '#stores/s3/version-history';
import { withStore } from '#stores/s3/with-s3';
import { bucketTags } from './bucket-tags.ts';

const share = z.number().gt(0).lte(1);
const args = z.strictObject({
  store: z.string(),
  /** Only keys below these prefixes are hit; beacons among them, so that the loss can be measured. */
  prefixes: z.array(z.string()).min(1),
  /** Share of the living objects below the prefixes that gets a delete marker. */
  share,
  /** Share of those whose versions are purged for good instead. */
  purgeShare: z.number().gte(0).lt(1),
});
type Args = z.output<typeof args>;

const LOOK_AT = 50;

/** Housekeeping gone wrong: thousands of objects get a delete marker, some lose all their versions. Which ones follows from the run's seed. */
export const deleteObjects: FaultModule<Args> = { id: 's3.delete-objects', service: 's3', nature: 'destructive', args, targets, inject, observe };

/** What happens to a key: decided by seed and key alone, so that a resumed injection chooses the same ones. */
export function fateOf(seed: string, key: string, input: { readonly share: number; readonly purgeShare: number }): 'spared' | 'marked' | 'purged' {
  const bytes = hash('sha256', `${seed}\n${key}`, 'buffer');
  if (bytes.readUInt32LE(0) / 2 ** 32 >= input.share) return 'spared';
  return bytes.readUInt32LE(4) / 2 ** 32 < input.purgeShare ? 'purged' : 'marked';
}

async function targets(context: DrillContext, args: Args): Promise<readonly TargetRef[]> {
  const { resource, region } = context.binding(args.store);
  const access = context.targets.access('drill-observer', region);
  const counted = { marked: 0, purged: 0, bytes: 0 };
  await withStore(access, async (s3) => {
    for await (const { fate, history } of victims(context, s3, args)) {
      counted[fate] += 1;
      for (const version of history.versions) counted.bytes += version.sizeBytes;
    }
  });
  const count = counted.marked + counted.purged;
  if (count === 0) return [];
  return [{ store: args.store, arn: `arn:aws:s3:::${resource}`, what: `${counted.marked} objects of ${resource} get a delete marker, ${counted.purged} lose all versions`, count, bytes: counted.bytes, tags: await bucketTags(access, resource) }];
}

async function inject(context: DrillContext, args: Args): Promise<void> {
  const { resource, region } = context.binding(args.store);
  const access = context.targets.access('drill-operator', region);
  await context.effect({
    id: `3-disrupt/s3.delete-objects/${args.store}`,
    what: `delete objects of ${resource} below ${args.prefixes.join(', ')}`,
    destructive: true,
    probe: () => withStore(access, async (s3) => {
      for await (const _ of victims(context, s3, args)) return undefined;
      return { done: true };
    }),
    act: () => withStore(access, async (s3) => {
      await hit(context, s3, args);
      return { done: true };
    }),
  });
}

/**
 * Old versions of purged keys go first and their newest last: an injection that was cut off still finds such a key alive.
 * A key that has a marker on top already is never given a second one.
 */
async function hit(context: DrillContext, s3: S3Store, args: Args): Promise<void> {
  const { resource } = context.binding(args.store);
  const sweep = (choose: (victim: Victim) => readonly { key: string; versionId?: string }[]): Promise<Outcome<unknown>> => s3.deleteMany(resource, chosen(victims(context, s3, args), choose), { signal: context.signal });
  const outcomes = [
    await sweep(({ fate, history }) => (fate === 'purged' ? history.versions.slice(1).map(({ key, versionId }) => ({ key, versionId })) : [])),
    await sweep(({ fate, history }) => (fate === 'marked' ? [{ key: history.key }] : history.versions.map(({ key, versionId }) => ({ key, versionId })))),
  ];
  const failed = outcomes.flatMap((outcome) => outcome.failed);
  if (failed.length > 0) throw new RedrillError('fault.not-deleted', `${failed.length} objects of ${resource} could not be deleted; first: ${failed[0]?.code} ${failed[0]?.message}`, { actor: 'platform' });
}

interface Victim {
  readonly fate: 'marked' | 'purged';
  readonly history: KeyHistory;
}

/** The chosen keys that are still alive. */
async function* victims(context: DrillContext, s3: S3Store, args: Args): AsyncGenerator<Victim> {
  for await (const history of chosenKeys(context, s3, args)) {
    const fate = fateOf(context.run.seed, history.key, args);
    if (fate !== 'spared' && aliveNow(history) !== null) yield { fate, history };
  }
}

async function* chosenKeys(context: DrillContext, s3: S3Store, args: Args): AsyncGenerator<KeyHistory> {
  const { resource } = context.binding(args.store);
  for (const prefix of args.prefixes) {
    for await (const history of historyByKey(s3.listVersions(resource, { prefix, signal: context.signal }))) {
      if (fateOf(context.run.seed, history.key, args) !== 'spared') yield history;
    }
  }
}

async function* chosen(from: AsyncIterable<Victim>, choose: (victim: Victim) => readonly { key: string; versionId?: string }[]): AsyncGenerator<{ key: string; versionId?: string }> {
  for await (const victim of from) yield* choose(victim);
}

/** As a user: of the first chosen keys that have a history, how many can be read? Users' own deletions are a few of them, the fault takes them all. */
async function observe(context: DrillContext, args: Args): Promise<{ readonly broken: boolean | null; readonly detail: string }> {
  const { region } = context.binding(args.store);
  try {
    return await withStore(context.targets.access('platform-app', region), async (s3) => {
      const seen = { alive: 0, gone: 0 };
      for await (const history of chosenKeys(context, s3, args)) {
        if (aliveNow(history) === null) seen.gone += 1;
        else seen.alive += 1;
        if (seen.alive + seen.gone >= LOOK_AT) break;
      }
      return { broken: seen.gone > seen.alive, detail: `${seen.gone} of ${seen.alive + seen.gone} objects looked at are deleted` };
    });
  } catch (error) {
    return { broken: null, detail: `looking at the objects failed: ${error instanceof Error ? error.message : String(error)}` };
  }
}
