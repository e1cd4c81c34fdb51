import { confirmed, named, open, refuted } from '../answer.ts';
import type { Answer, ClaimModule } from '../answer.ts';
import { ENCRYPTED_KEYS, isEncrypted } from '../encrypted.ts';
import type { Known } from '../known.ts';

/** SEC-C1: all data at rest is encrypted (AWS does so with AES-256 only): every store, and every other resource of the account that holds data. */
export const atRest: ClaimModule = { id: 'SEC-C1', needs: ['store', 'resource', 'bucket', 'point'], judge };

function judge(known: Known): Answer {
  const stores = known.of('store').filter(({ gap }) => gap === null);
  if (stores.length === 0) return open('no store of the config was found in the account');
  const plainStores = stores.filter((store) => !isEncrypted(store));
  const plain = known.of('resource').filter(({ encrypted }) => encrypted === false);
  const bare = known.of('bucket').filter(({ algorithm }) => algorithm === null);
  const points = known.of('point').filter(({ encrypted, status }) => !encrypted && status === 'COMPLETED');
  const texts = [
    ...plainStores.map(({ store, service }) => `${store} is not encrypted (${(ENCRYPTED_KEYS[service] ?? []).join(', ')})`),
    ...plain.map(({ arn }) => `${arn} is not encrypted`),
    ...bare.map(({ name }) => `bucket ${name} has no encryption`),
    ...points.map(({ resourceArn, vault }) => `a point of ${resourceArn} in vault ${vault} is not encrypted`),
  ];
  if (texts.length > 0) return refuted(named(texts), [...plainStores, ...plain, ...bare, ...points]);
  return confirmed(`${named(stores.map(({ store }) => store))}, ${known.of('resource').length} resources, ${known.of('bucket').length} buckets and ${known.of('point').length} recovery points are encrypted`, [...stores, ...known.of('resource'), ...known.of('bucket')]);
}
