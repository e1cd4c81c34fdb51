import { confirmed, named, open, refuted } from '../answer.ts';
import type { Answer, ClaimModule } from '../answer.ts';
import type { BucketFact, StoreFact } from '../facts.ts';
import type { Known } from '../known.ts';
import { demandsTls } from '../demands-tls.ts';

/** SEC-C2: all transfers use TLS: whether endpoints, parameter groups and policies refuse whoever comes without. DynamoDB and EBS have no other door. */
export const tls: ClaimModule = { id: 'SEC-C2', needs: ['store', 'bucket'], judge };

function judge(known: Known): Answer {
  const stores = known.of('store').filter(({ gap }) => gap === null);
  if (stores.length === 0) return open('no store of the config was found in the account');
  const lax = stores.flatMap((store) => { const why = laxity(store); return why === null ? [] : [{ fact: store as { readonly id: string }, text: `${store.store} ${why}` }]; });
  const buckets = bucketsOfData(known).filter(({ policy }) => !demandsTls(policy?.Statement ?? []));
  const texts = [...lax.map(({ text }) => text), ...buckets.map(({ name }) => `bucket ${name} has no policy that refuses plain http`)];
  if (texts.length > 0) return refuted(named(texts), [...lax.map(({ fact }) => fact), ...buckets]);
  return confirmed(`${named(stores.map(({ store }) => store))} and ${bucketsOfData(known).length} buckets refuse whoever comes without TLS`, [...stores, ...bucketsOfData(known)]);
}

/** Every bucket that holds data of a store: the stores themselves, their copies, sources and snapshots. */
function bucketsOfData(known: Known): readonly BucketFact[] {
  const named = new Set(known.scope.stores.flatMap(({ resource, backups }) => [resource, ...backups.map((backup) => backup.resource)]));
  const live = new Set(known.of('store').filter(({ service }) => service === 's3').map(({ resource }) => resource));
  return known.of('bucket').filter(({ name }) => named.has(name) || live.has(name));
}

/** What lets plain text in; null where nothing does. */
function laxity({ service, posture }: StoreFact): string | null {
  switch (service) {
    case 'rds': return forcesSsl(posture['parameters']) ? null : 'does not demand TLS (rds.force_ssl)';
    case 'opensearch': return posture['enforceHttps'] === true ? null : 'does not demand https';
    case 'efs': return demandsTls(statements(posture['policy'])) ? null : 'may be mounted without TLS (its policy has no Deny on aws:SecureTransport false)';
    default: return null;
  }
}

function forcesSsl(parameters: unknown): boolean {
  return Array.isArray(parameters) && parameters.some((one) => /^rds\.force_ssl=(1|on|true)$/i.test(String(one)));
}

function statements(policy: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(policy) ? policy.map((one) => JSON.parse(String(one)) as Readonly<Record<string, unknown>>) : [];
}
