import { z } from 'zod';
import type { DrillContext } from '#contract/modules';
import { uuid } from '#kit/ids';
import { RedrillError } from '#kit/redrill-error';
import { awaitGone } from '#stores/rds/await-instance';
import { describeInstance } from '#stores/rds/describe-instance';

/** Where a restore puts the instance: `beside` under a new identifier, `same` under the lost one's once that is free. */
export const placeSchema = z.enum(['beside', 'same']).default('beside');
export type Place = z.output<typeof placeSchema>;

export interface Chosen {
  readonly identifier: string;
  /** Idempotency token of the restore, the same after every resume. */
  readonly token: string;
}

const MOST_TRIES = 50;

export interface ChoiceInput {
  readonly store: string;
  readonly place: Place;
  /** True where the restore can only begin once the deletion of the lost instance has ended; a name that is used again always waits for that. */
  readonly afterDeletion?: boolean;
}

/**
 * Settles the identifier of the restored instance before anything is asked for, so that a resumed restore finds its own instance again.
 * Once this is confirmed an instance of that name is ours.
 */
export async function chooseIdentifier(context: DrillContext, step: string, input: ChoiceInput): Promise<Chosen> {
  const { resource, region } = context.binding(input.store);
  return context.effect<Chosen>({
    id: `4-recover/${step}/${input.store}/name`,
    what: input.place === 'same' ? `restore under the name ${resource}` : `restore under a new name beside ${resource}`,
    destructive: false,
    // Nothing has changed yet: choosing again is free.
    probe: async () => undefined,
    act: async () => {
      if (input.place === 'same' || input.afterDeletion === true) await awaitGone(context, context.targets.access('drill-restorer', region), resource);
      return { identifier: input.place === 'same' ? resource : await freeName(context, input.store), token: uuid() };
    },
  });
}

async function freeName(context: DrillContext, store: string): Promise<string> {
  const { region } = context.binding(store);
  const access = context.targets.access('drill-restorer', region);
  const { resource } = context.store(store);
  for (let n = 1; n <= MOST_TRIES; n += 1) {
    const name = restoredName(resource, n);
    if ((await describeInstance(access, name)) === null) return name;
  }
  throw new RedrillError('restore.no-name', `${restoredName(resource, 1)} to ${restoredName(resource, MOST_TRIES)} are all taken: delete what earlier restores left behind`, { actor: 'platform' });
}

const LONGEST = 63;

/** `portal-db-restored`, `portal-db-restored-2`, ...: 63 characters at most, as RDS wants it. */
export function restoredName(resource: string, n: number): string {
  const suffix = n === 1 ? '-restored' : `-restored-${n}`;
  return `${resource.slice(0, LONGEST - suffix.length).replace(/-+$/, '')}${suffix}`;
}
