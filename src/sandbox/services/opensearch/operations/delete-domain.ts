import { domainStatus } from '../domain-output.ts';
import { named } from '../scope.ts';

/** DeleteDomain: its endpoint, its data and its automated snapshots go for good. */
export const deleteDomain = named('DeleteDomain', ({ context, state }, domain) => {
  if (domain.status === 'deleting') return { DomainStatus: domainStatus(context, domain) };
  const nowMicros = context.time.nowMicros();
  const deleting = state.change(() => {
    state.jobs.drop(domain.ref);
    state.jobs.add('delete', domain.ref, nowMicros);
    return state.domains.put({ ...domain, status: 'deleting', change: { ...domain.change, startedMicros: nowMicros, endedMicros: null, properties: [] } });
  });
  context.time.changed();
  return { DomainStatus: domainStatus(context, deleting) };
});
