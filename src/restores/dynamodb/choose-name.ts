import { z } from 'zod';
import type { DrillContext } from '#contract/modules';
import { uuid } from '#kit/ids';
import { RedrillError } from '#kit/redrill-error';
import { awaitGone } from '#stores/dynamodb/await-table';
import { describeTable } from '#stores/dynamodb/describe-table';

/** Where a restore puts the table: `same` under the lost one's name once that is free, `beside` under a new one. */
export const placeSchema = z.enum(['same', 'beside']).default('same');
export type Place = z.output<typeof placeSchema>;

export interface Chosen {
  readonly name: string;
  /** Idempotency token of the restore, the same after every resume. */
  readonly token: string;
}

const MOST_TRIES = 50;

/**
 * Settles the name of the restored table before anything is asked for, so that a resumed restore finds its own table again. Once this is
 * confirmed a table of that name is ours.
 */
export async function chooseName(context: DrillContext, step: string, { store, place }: { readonly store: string; readonly place: Place }): Promise<Chosen> {
  const { resource, region } = context.binding(store);
  const access = context.targets.access('drill-restorer', region);
  return context.effect<Chosen>({
    id: `4-recover/${step}/${store}/name`,
    what: place === 'same' ? `restore under the name ${resource}` : `restore under a new name beside ${resource}`,
    destructive: false,
    // Nothing has changed yet: choosing again is free.
    probe: async () => undefined,
    act: async () => {
      if (place === 'same') await awaitGone(context, access, resource);
      return { name: place === 'same' ? resource : await freeName(context, store), token: uuid() };
    },
  });
}

async function freeName(context: DrillContext, store: string): Promise<string> {
  const access = context.targets.access('drill-restorer', context.binding(store).region);
  const { resource } = context.store(store);
  for (let n = 1; n <= MOST_TRIES; n += 1) {
    const name = restoredName(resource, n);
    if ((await describeTable(access, name)) === null) return name;
  }
  throw new RedrillError('restore.no-name', `${restoredName(resource, 1)} to ${restoredName(resource, MOST_TRIES)} are all taken: delete what earlier restores left behind`, { actor: 'platform' });
}

const LONGEST = 255;

/** `portal-documents-restored`, `portal-documents-restored-2`, ...: 255 characters at most, as DynamoDB wants it. */
export function restoredName(resource: string, n: number): string {
  const suffix = n === 1 ? '-restored' : `-restored-${n}`;
  return `${resource.slice(0, LONGEST - suffix.length)}${suffix}`;
}
