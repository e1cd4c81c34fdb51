import type { DrillContext, MutationModule, StepResult } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { microsOf } from '#kit/time';
import { aliveNow, historyByKey } from '#stores/s3/version-history';
import type { KeyHistory } from '#stores/s3/version-history';
import { withStore } from '#stores/s3/with-s3';
import type { S3Store } from '#stores/s3/s3-store';
import { withSpoilt } from '../with-spoilt.ts';

export interface Spoil {
  readonly context: DrillContext;
  readonly s3: S3Store;
  readonly bucket: string;
}

/** A restore that goes wrong where no release check looks: after the last step that changes the store. `spoil` may give the keys that it spoilt. */
export function afterRePoint(spoil: (input: Spoil) => Promise<readonly string[] | void>): Pick<Required<MutationModule>, 'kind' | 'step' | 'around'> {
  return {
    kind: 'restore',
    step: 's3.re-point',
    around: async (context, store, run): Promise<StepResult> => {
      const result = await run();
      const { resource, region } = context.candidate(store.id);
      const spoilt = await withStore(context.targets.access('platform-admin', region), (s3) => spoil({ context, s3, bucket: resource }));
      return withSpoilt(result, spoilt);
    },
  };
}

const AMONG = 50;

/** An ordinary object that was there long before the incident and that nobody has written since: its loss or change is nobody's doing but ours. */
export async function settledObject({ context, s3, bucket }: Spoil): Promise<KeyHistory> {
  const restoredSince = context.struckAt === null ? 0 : microsOf(context.struckAt);
  let chosen: KeyHistory | null = null;
  let seen = 0;
  for await (const history of historyByKey(s3.listVersions(bucket, { prefix: 'outputs/cohort-', signal: context.signal }))) {
    const alive = aliveNow(history);
    if (alive === null || alive.sizeBytes === 0 || history.versions.length > 1) continue;
    if (chosen === null || microsOf(alive.lastModified) >= restoredSince) chosen = history;
    seen += 1;
    if (seen >= AMONG) break;
  }
  if (chosen === null) throw new RedrillError('mutation.nothing-to-spoil', `${bucket} holds no ordinary object to spoil`, { actor: 'platform' });
  return chosen;
}
