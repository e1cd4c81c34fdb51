import { uuid } from '#kit/ids';
import { domainConfig } from '../config-output.ts';
import { changedSettings } from '../domain-settings.ts';
import { errors } from '../errors.ts';
import type { Domain, SettingName } from '../model.ts';
import { requireCapacity } from '../require-capacity.ts';
import { named } from '../scope.ts';
import { nextHour } from '../times.ts';

/** UpdateDomainConfig: the new settings hold at once and are Processing until the job has ended. */
export const updateDomainConfig = named('UpdateDomainConfig', (scope, domain, input) => {
  const { context, state } = scope;
  if (domain.status !== 'active') throw errors.busy();
  if (input['DryRun'] === true) throw errors.unsupported('UpdateDomainConfig', 'DryRun');
  const changes = changedSettings(scope, input, domain.settings);
  const properties = (Object.keys(changes) as SettingName[]).filter((name) => JSON.stringify(changes[name]) !== JSON.stringify(domain.settings[name]));
  if (properties.length === 0) return { DomainConfig: domainConfig(domain) };
  if (properties.includes('ClusterConfig')) requireCapacity(context, domain.region);
  const nowMicros = context.time.nowMicros();
  const changed = state.change(() => {
    state.jobs.add('modify', domain.ref, nowMicros);
    if (properties.includes('AutomatedSnapshotPauseOptions')) state.jobs.callBack('hourly', domain.ref, nextHour(nowMicros));
    return state.domains.put(withChange(domain, { changes, properties, nowMicros }));
  });
  context.time.changed();
  return { DomainConfig: domainConfig(changed) };
});

function withChange(domain: Domain, { changes, properties, nowMicros }: { readonly changes: Partial<Domain['settings']>; readonly properties: readonly SettingName[]; readonly nowMicros: number }): Domain {
  const updated = Object.fromEntries(properties.map((name) => [name, { atMicros: nowMicros, version: domain.updated[name].version + 1 }]));
  return {
    ...domain,
    status: 'modifying',
    settings: { ...domain.settings, ...changes },
    updated: { ...domain.updated, ...updated },
    change: { id: uuid(), startedMicros: nowMicros, endedMicros: null, properties },
  };
}
