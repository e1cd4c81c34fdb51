import type { MutationModule } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { microsOf } from '#kit/time';
import { readCopyLogs } from '#stores/s3/read-copy-logs';
import { purge, sabotageCopy } from './backup-copy.ts';
import type { Sabotage } from './backup-copy.ts';

/** The copy job stopped days ago and nobody noticed: only its oldest completed copy is left. */
export const stalePoint: MutationModule = {
  id: 'stale-point',
  service: 's3',
  kind: 'backup',
  title: 'all but the oldest completed copy never happened',
  expect: { verdict: 'fail-objective', reasonCode: 'rpo-missed.documented.strike' },
  sabotage: (context, store) => sabotageCopy(context, store, { id: 'stale-point', what: `take back all copies of ${store.resource} but the oldest`, act: takeBack }),
};

async function takeBack(sabotage: Sabotage): Promise<string> {
  const { s3, backup } = sabotage;
  const { copies } = await readCopyLogs(s3, backup.resource, backup.log);
  const oldest = copies.find(({ log }) => log.status === 'completed')?.log.completedAt;
  if (oldest === undefined || oldest === null) throw new RedrillError('mutation.no-copy', `no copy in ${backup.resource} ever completed: there is nothing to make stale`, { actor: 'platform' });
  const after = microsOf(oldest) + 1_000_000;
  const count = await purge(sabotage, ({ lastModified }) => microsOf(lastModified) > after);
  return `${count} versions made after the copy of ${oldest} are gone, with the logs of ${copies.length - 1} later copies`;
}
