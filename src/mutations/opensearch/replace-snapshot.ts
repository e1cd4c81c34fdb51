import type { DrillContext } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { RedrillError } from '#kit/redrill-error';
import { withDomain } from '#stores/opensearch/domain';
import { deleteSnapshot, newestComplete, repositoryOf, snapshotsIn, takeSnapshot } from '#stores/opensearch/snapshots';

interface Replacement {
  /** Of the mutation. */
  readonly id: string;
  /** What the snapshot of that name holds instead: names or patterns of indices. */
  readonly indices: string;
  readonly means: string;
}

/** Puts a snapshot with other content in the place of the newest one, under its name and with what was written down of it. */
export async function replaceSnapshot(context: DrillContext, store: StoreConfig, { id, indices, means }: Replacement): Promise<string> {
  const { resource: repository } = repositoryOf(store);
  const { resource, region } = context.binding(store.id);
  const access = context.targets.access('platform-admin', region);
  const effect = `3-disrupt/mutation/${id}/${store.id}`;
  return withDomain(access, resource, async (client) => {
    const chosen = await context.effect<Chosen>({
      id: `${effect}/snapshot`,
      what: 'choose the snapshot to replace',
      destructive: false,
      // Nothing has changed yet: choosing again is free.
      probe: async () => undefined,
      act: async () => {
        const newest = newestComplete(await snapshotsIn(client, repository), context.clock.nowMicros());
        if (newest === null) throw new RedrillError('mutation.nothing-to-spoil', `repository ${repository} holds no complete snapshot that could be spoiled`, { actor: 'platform' });
        return { name: newest.name, documents: newest.documents };
      },
    });
    return context.effect<string>({
      id: effect,
      what: `replace what snapshot ${chosen.name} of ${repository} holds`,
      destructive: true,
      // Replacing it twice comes to the same.
      probe: async () => undefined,
      act: async () => {
        await deleteSnapshot(client, repository, chosen.name);
        await takeSnapshot(client, { repository, name: chosen.name, indices, metadata: { trigger: 'schedule', ...(chosen.documents === null ? {} : { documents: chosen.documents }) } });
        return `snapshot ${chosen.name} of ${repository} ${means}, and still says SUCCESS`;
      },
    });
  });
}

interface Chosen {
  readonly name: string;
  readonly documents: Readonly<Record<string, number>> | null;
}

/** A spoiled snapshot would be found and used by whoever restores next: it goes. */
export async function removeReplaced(context: DrillContext, store: StoreConfig, id: string): Promise<void> {
  const chosen = context.effects().find((effect) => effect.id === `3-disrupt/mutation/${id}/${store.id}/snapshot`)?.result as Chosen | undefined;
  if (chosen === undefined || !context.effects().some((effect) => effect.id === `3-disrupt/mutation/${id}/${store.id}`)) return;
  const { resource, region } = context.binding(store.id);
  await withDomain(context.targets.access('platform-admin', region), resource, (client) => deleteSnapshot(client, repositoryOf(store).resource, chosen.name));
}

/** Automated snapshots are the service's own: nobody can put another one in their place. */
export function unfitForService(store: StoreConfig): string | null {
  const [backup] = store.backups;
  return backup?.kind === 'opensearch-snapshots' && backup.resource.startsWith('cs-') ? 'spoils a snapshot, and automated ones are the service\'s own, which nobody can reach' : null;
}
