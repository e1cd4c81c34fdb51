import type { MutationModule } from '#contract/modules';
import { afterRePoint, settledObject } from './after-re-point.ts';
import type { Spoil } from './after-re-point.ts';

/** One object of thousands does not come back. */
export const oneMissing: MutationModule = {
  id: 'one-missing',
  service: 's3',
  title: 'one object does not come back',
  expect: { verdict: 'fail-integrity', reasonCode: 'integrity.missing' },
  ...afterRePoint(loseOne),
};

async function loseOne(spoil: Spoil): Promise<readonly string[]> {
  const { s3, bucket, context } = spoil;
  const { key, versions } = await settledObject(spoil);
  for (const { versionId } of versions) await s3.delete({ bucket, key, versionId });
  context.say(`sabotage: ${JSON.stringify(key)} did not come back`);
  return [key];
}
