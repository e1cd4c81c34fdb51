import type { Operation } from '../../../service.ts';
import { domainConfig } from '../config-output.ts';
import { domainStatus } from '../domain-output.ts';
import { errors } from '../errors.ts';
import { authoriseOn, listing, named, scopeOf } from '../scope.ts';

/** Most names that DescribeDomains takes. */
const MOST_NAMES = 5;

/** Domains as they are. */
export const describeDomains: Readonly<Record<string, Operation>> = {
  DescribeDomain: named('DescribeDomain', ({ context }, domain) => ({ DomainStatus: domainStatus(context, domain) })),
  DescribeDomains: (call, input) => {
    const { state, place } = scopeOf(call);
    const names = Array.isArray(input['DomainNames']) ? (input['DomainNames'] as readonly string[]) : [];
    if (names.length > MOST_NAMES) throw errors.invalid(`Please provide a maximum of ${MOST_NAMES} domain names to describe.`);
    const found = names.flatMap((name) => state.domains.find(place, name) ?? []);
    for (const name of names.length === 0 ? ['*'] : names) authoriseOn(call, 'DescribeDomains', { ...place, name, policy: state.domains.find(place, name)?.settings.AccessPolicies ?? '' });
    return { DomainStatusList: found.map((domain) => domainStatus(call, domain)) };
  },
  DescribeDomainConfig: named('DescribeDomainConfig', (_, domain) => ({ DomainConfig: domainConfig(domain) })),
  ListDomainNames: listing('ListDomainNames', ({ state, place }, input) => {
    const engine = input['EngineType'];
    return { DomainNames: engine === 'Elasticsearch' ? [] : state.domains.list(place).map(({ name }) => ({ DomainName: name, EngineType: 'OpenSearch' })) };
  }),
};
