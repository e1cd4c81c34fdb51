import { uuid } from '#kit/ids';
import type { Operation } from '../../../service.ts';
import { domainStatus } from '../domain-output.ts';
import { newSettings } from '../domain-settings.ts';
import { errors } from '../errors.ts';
import { domainName, tagsOf } from '../input.ts';
import type { Domain, SettingName } from '../model.ts';
import { requireCapacity } from '../require-capacity.ts';
import { authoriseOn, scopeOf } from '../scope.ts';

/** Domains that an account may have in a region (quotas of the service). */
const MOST_DOMAINS = 100;

/** CreateDomain answers at once; the domain has an endpoint when its job has ended. */
export const createDomain: Operation = (call, input) => {
  const scope = scopeOf(call);
  const { state, place } = scope;
  const name = domainName(input);
  authoriseOn(call, 'CreateDomain', { ...place, name, policy: '' });
  if (state.domains.find(place, name)) throw errors.exists(place.account, name);
  if (state.domains.list(place).length >= MOST_DOMAINS) throw errors.limit(`Domain/RecordSet limit exceeded: an account has at most ${MOST_DOMAINS} domains in a region`);
  const settings = newSettings(scope, input);
  if (input['DryRun'] === true) throw errors.unsupported('CreateDomain', 'DryRun');
  requireCapacity(call, place.region);
  const nowMicros = call.time.nowMicros();
  const names = Object.keys(settings) as SettingName[];
  const domain: Domain = {
    ...place, name, settings, tags: tagsOf(input),
    ref: uuid(),
    status: 'creating',
    createdMicros: nowMicros,
    updated: Object.fromEntries(names.map((one) => [one, { atMicros: nowMicros, version: 1 }])) as Domain['updated'],
    change: { id: uuid(), startedMicros: nowMicros, endedMicros: null, properties: names },
  };
  state.change(() => {
    state.domains.put(domain);
    state.jobs.add('create', domain.ref, nowMicros);
  });
  call.time.changed();
  return { DomainStatus: domainStatus(call, domain) };
};
