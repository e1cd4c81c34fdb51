import { RedrillError } from '#kit/redrill-error';
import { REDRILL_PREFIX } from '#stores/s3/beacon-keys';
import { COPY_LOG_PREFIX } from '#stores/s3/copy-log';
import { aliveNow, historyByKey } from '#stores/s3/version-history';
import type { KeyHistory } from '#stores/s3/version-history';
import type { Sabotage } from './backup-copy.ts';

/**
 * One ordinary object of the copy that the disaster will take away with nothing left to undelete, so that it must come from the
 * copy: chosen by `fits`, far from the beginning of the listing, with one version only.
 */
export async function oneObject(sabotage: Pick<Sabotage, 's3' | 'backup' | 'context'>, fits: (key: string) => boolean): Promise<KeyHistory> {
  let chosen: KeyHistory | null = null;
  for await (const history of candidates(sabotage, fits)) chosen = history;
  const { backup } = sabotage;
  if (chosen === null) throw new RedrillError('mutation.nothing-to-spoil', `${backup.resource} holds no object that this sabotage could spoil`, { actor: 'platform' });
  return chosen;
}

const AMONG = 100;

/** The first objects of the copy that one could be chosen from. */
export async function* candidates({ s3, backup, context }: Pick<Sabotage, 's3' | 'backup' | 'context'>, fits: (key: string) => boolean): AsyncGenerator<KeyHistory> {
  let seen = 0;
  for await (const history of historyByKey(s3.listVersions(backup.resource, { signal: context.signal }))) {
    if (history.key.startsWith(COPY_LOG_PREFIX) || history.key.startsWith(REDRILL_PREFIX)) continue;
    if (history.versions.length !== 1 || aliveNow(history) === null || !fits(history.key)) continue;
    yield history;
    seen += 1;
    if (seen === AMONG) return;
  }
}
