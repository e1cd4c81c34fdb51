import type { MutationModule } from '#contract/modules';
import { afterRePoint, settledObject } from './after-re-point.ts';
import type { Spoil } from './after-re-point.ts';

/** One object comes back with one byte changed: same name, same size, same metadata. */
export const oneChanged: MutationModule = {
  id: 'one-changed',
  service: 's3',
  title: 'one object comes back with one byte changed',
  expect: { verdict: 'fail-integrity', reasonCode: 'integrity.different' },
  ...afterRePoint(changeOne),
};

async function changeOne(spoil: Spoil): Promise<readonly string[]> {
  const { s3, bucket, context } = spoil;
  const { key } = await settledObject(spoil);
  const { body, digest } = await s3.get({ bucket, key });
  const bytes = Uint8Array.from(body);
  bytes[0] = (bytes[0] ?? 0) ^ 1;
  await s3.put({ bucket, key }, bytes, { ...(digest.contentType === null ? {} : { contentType: digest.contentType }), metadata: userMetadata(digest.metadata) });
  context.say(`sabotage: one byte of ${JSON.stringify(key)} was changed`);
  return [key];
}

function userMetadata(metadata: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(metadata).filter(([name]) => name.startsWith('x-amz-meta-')).map(([name, value]) => [name.slice('x-amz-meta-'.length), value]));
}
