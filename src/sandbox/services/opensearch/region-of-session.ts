import type { Catalogue } from '../../service.ts';
import { stateOf } from './state.ts';

/** Where the domain is whose engine acts with an access key; null when no engine does. Engines reach S3 from inside their region. */
export function regionOfSession(catalogue: Catalogue, accessKeyId: string): string | null {
  const { data, domains } = stateOf(catalogue);
  const ref = data.refOf(accessKeyId);
  return ref === null ? null : domains.byRef(ref)?.region ?? null;
}
