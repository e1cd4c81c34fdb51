import type { Place } from '../../service.ts';
import { aliasArn } from './alias-rows.ts';
import { errors } from './errors.ts';
import type { KeyRow } from './key-rows.ts';
import { MANAGED_SERVICES, managedKey } from './managed-key.ts';
import type { KmsState } from './state.ts';

/** The key that an id, a key ARN, an alias name or an alias ARN names, as seen from an account and region. Throws NotFoundException. */
export function findKey(state: KmsState, ref: string, seen: Place & { readonly nowMicros: number }): KeyRow {
  const arn = /^arn:aws[a-z-]*:kms:([a-z0-9-]+):(\d{12}):((?:key|alias)\/.+)$/.exec(ref);
  if (!arn && ref.startsWith('arn:')) throw errors.invalidArn(ref);
  const [, region = seen.region, account = seen.account, name = ref] = arn ?? [];
  if (region !== seen.region) throw errors.otherRegion(region);
  const place = { account, region };
  if (name.startsWith('alias/')) return byAlias(state, name, { ...place, nowMicros: seen.nowMicros });
  const id = arn ? name.slice('key/'.length) : name;
  if (!/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(id)) throw errors.invalidKeyId(ref);
  const keyArn = `arn:aws:kms:${region}:${account}:key/${id}`;
  const key = state.keys.find(keyArn);
  if (!key) throw errors.keyNotFound(keyArn);
  return key;
}

/** The same for operations that take no alias. */
export function findKeyById(state: KmsState, ref: string, seen: Place & { readonly nowMicros: number }): KeyRow {
  if (ref.startsWith('alias/') || /^arn:[^:]*:kms:[^:]*:[^:]*:alias\//.test(ref)) throw errors.invalidKeyId(ref);
  return findKey(state, ref, seen);
}

/** An AWS alias gets its key when it is first asked for. */
function byAlias(state: KmsState, name: string, at: Place & { readonly nowMicros: number }): KeyRow {
  const alias = state.aliases.find(at, name);
  const key = alias && state.keys.find(alias.key);
  if (key) return key;
  const service = MANAGED_SERVICES.find((one) => name === `alias/aws/${one}`);
  if (service === undefined) throw errors.aliasNotFound(aliasArn(at, name));
  return managedKey(state, service, at);
}
