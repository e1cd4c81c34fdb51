import { usageError } from '#kit/redrill-error';
import type { SandboxContext } from '../../service.ts';
import { storeOf } from './engine-of.ts';
import type { Backup } from './model.ts';

/** What a restore of a backup is to give instead: nothing, the first half of its items, or another backup's table. Nothing that the API says of it changes. */
export async function damagedBackup(context: SandboxContext, backup: Backup, { mode, other }: { readonly mode: 'empty' | 'truncate' | 'swap'; readonly other: Backup | null }): Promise<Backup> {
  switch (mode) {
    // no key sorts before the empty one
    case 'empty': return { ...backup, position: { ...backup.position, below: '' } };
    case 'truncate': return { ...backup, position: { ...backup.position, below: await middleOf(context, backup) } };
    case 'swap': {
      if (!other) throw usageError('control.bad-params', 'a swap needs the point whose content is to be taken (other)');
      return { ...backup, design: other.design, store: other.store, position: other.position };
    }
    default: return mode satisfies never;
  }
}

/** The key below which the first half of the items lies, so that at least one is lost. */
async function middleOf(context: SandboxContext, { store, position }: Backup): Promise<string> {
  const keys: string[] = [];
  for await (const part of (await storeOf(context, store)).images(position)) keys.push(...part.map(({ key }) => key));
  return keys.sort()[keys.length >> 1] ?? '';
}
