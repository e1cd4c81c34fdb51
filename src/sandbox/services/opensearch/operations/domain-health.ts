import type { Operation } from '../../../service.ts';
import { dateOfMicros } from '#kit/dates';
import type { Domain } from '../model.ts';
import { reachEngine } from '../reach-engine.ts';
import { named, type Scope } from '../scope.ts';

interface ClusterHealth {
  readonly status?: string;
  readonly active_shards?: number;
  readonly unassigned_shards?: number;
}

/** How a domain is: its health is what its engine says of itself, or NotAvailable where there is none to ask. */
export const domainHealth: Readonly<Record<string, Operation>> = {
  DescribeDomainHealth: named('DescribeDomainHealth', async (scope, domain) => {
    const health = await healthOf(scope, domain);
    const { InstanceCount, DedicatedMasterEnabled, DedicatedMasterCount } = domain.settings.ClusterConfig;
    const zones = zoneCount(domain);
    const masters = DedicatedMasterEnabled === true ? Number(DedicatedMasterCount ?? 3) : InstanceCount;
    return {
      DomainState: domain.status === 'creating' ? 'Processing' : health === null ? 'NotAvailable' : 'Active',
      AvailabilityZoneCount: String(zones),
      ActiveAvailabilityZoneCount: String(zones),
      StandByAvailabilityZoneCount: '0',
      DataNodeCount: String(InstanceCount),
      DedicatedMaster: DedicatedMasterEnabled === true,
      MasterEligibleNodeCount: String(masters),
      WarmNodeCount: '0',
      MasterNode: health === null ? 'UnAvailable' : 'Available',
      ClusterHealth: health === null ? 'NotAvailable' : colour(health.status),
      TotalShards: String((health?.active_shards ?? 0) + (health?.unassigned_shards ?? 0)),
      TotalUnAssignedShards: String(health?.unassigned_shards ?? 0),
      EnvironmentInformation: [],
    };
  }),
  DescribeDomainNodes: named('DescribeDomainNodes', ({ place }, domain) => {
    const { ClusterConfig, EBSOptions } = domain.settings;
    const nodes = Array.from({ length: ClusterConfig.InstanceCount }, (_, index) => ({
      NodeId: domain.ref.replaceAll('-', '').slice(0, 20) + String(index).padStart(2, '0'),
      NodeType: 'Data',
      AvailabilityZone: `${place.region}${'abc'[index % zoneCount(domain)] ?? 'a'}`,
      InstanceType: ClusterConfig.InstanceType,
      NodeStatus: domain.status === 'creating' ? 'NotAvailable' : 'Active',
      ...(EBSOptions.EBSEnabled ? { StorageType: 'EBS', StorageVolumeType: EBSOptions['VolumeType'], StorageSize: String(EBSOptions['VolumeSize'] ?? '') } : { StorageType: 'Instance' }),
    }));
    return { DomainNodesStatusList: nodes };
  }),
  DescribeDomainChangeProgress: named('DescribeDomainChangeProgress', (_, { change, status }) => {
    const done = change.endedMicros !== null;
    return {
      ChangeProgressStatus: {
        ChangeId: change.id,
        StartTime: dateOfMicros(change.startedMicros),
        LastUpdatedTime: dateOfMicros(change.endedMicros ?? change.startedMicros),
        Status: done ? 'COMPLETED' : 'PROCESSING',
        ConfigChangeStatus: done ? 'Completed' : 'ApplyingChanges',
        InitiatedBy: 'CUSTOMER',
        PendingProperties: done ? [] : change.properties,
        CompletedProperties: done ? change.properties : [],
        TotalNumberOfStages: 1,
        ChangeProgressStages: [{ Name: status === 'deleting' ? 'Deletion' : 'Applying changes', Status: done ? 'COMPLETED' : 'PROCESSING', Description: '', LastUpdated: dateOfMicros(change.endedMicros ?? change.startedMicros) }],
      },
    };
  }),
};

/** What the engine says; started for it, because a domain on AWS runs all the time. Null when there is none to ask. */
async function healthOf({ context }: Scope, domain: Domain): Promise<ClusterHealth | null> {
  if (domain.status === 'creating' || domain.status === 'deleting') return null;
  try {
    const { status, body } = await (await reachEngine(context, domain)).request('GET', '/_cluster/health');
    return status === 200 ? (body as ClusterHealth) : null;
  } catch {
    // no engine: that is what NotAvailable says, and `engine-status` of the control port says why
    return null;
  }
}

function colour(status: string | undefined): string {
  return status === 'green' ? 'Green' : status === 'yellow' ? 'Yellow' : 'Red';
}

function zoneCount({ settings: { ClusterConfig } }: Domain): number {
  if (ClusterConfig['ZoneAwarenessEnabled'] !== true) return 1;
  return Number((ClusterConfig['ZoneAwarenessConfig'] as { readonly AvailabilityZoneCount?: number } | undefined)?.AvailabilityZoneCount ?? 2);
}
