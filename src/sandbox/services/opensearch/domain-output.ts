import type { SandboxContext } from '../../service.ts';
import { dataPlaneOf } from './data-plane-of.ts';
import { domainArn, hasEndpoint, type Domain } from './model.ts';
import { pauseOutput } from './pause-output.ts';

const STATUS = { creating: 'Creating', active: 'Active', modifying: 'Modifying', deleting: 'Deleting' } as const;

/** A domain as DescribeDomain tells it. It has an endpoint once it was created, until its deletion begins. */
export function domainStatus(context: SandboxContext, domain: Domain): object {
  const { settings, status } = domain;
  return {
    DomainId: `${domain.account}/${domain.name}`,
    DomainName: domain.name,
    ARN: domainArn(domain),
    Created: true,
    Deleted: status === 'deleting',
    Processing: status !== 'active',
    UpgradeProcessing: false,
    DomainProcessingStatus: STATUS[status],
    ...(hasEndpoint(domain) ? { Endpoint: dataPlaneOf(context).address(domain) } : {}),
    ...settings,
    AutomatedSnapshotPauseOptions: pauseOutput(settings, context.time.nowMicros()),
    CognitoOptions: { Enabled: false },
    AdvancedSecurityOptions: { Enabled: false, InternalUserDatabaseEnabled: false },
    ServiceSoftwareOptions: { CurrentVersion: `${settings.EngineVersion}-sandbox`, NewVersion: '', UpdateAvailable: false, Cancellable: false, UpdateStatus: 'COMPLETED', Description: 'There is no software update available for this domain.', OptionalDeployment: true },
    ChangeProgressDetails: { ChangeId: domain.change.id, ConfigChangeStatus: domain.change.endedMicros === null ? 'ApplyingChanges' : 'Completed', InitiatedBy: 'CUSTOMER' },
    ModifyingProperties: status === 'modifying' ? domain.change.properties.map((Name) => ({ Name, ActiveValue: '', PendingValue: JSON.stringify(settings[Name]), ValueType: 'STRINGIFIED_JSON' })) : [],
  };
}
