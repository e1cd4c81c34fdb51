import { dateOfMicros } from '#kit/dates';
import { microsOf } from '#kit/time';
import type { Operation } from '../../../service.ts';
import { CA_CERTIFICATE, ENGINE_VERSION, FAMILY } from '../defaults.ts';
import { errors } from '../errors.ts';
import { requiredText, text } from '../input.ts';
import { INSTANCE_CLASSES, STORAGE_TYPES } from '../instance-classes.ts';
import { listing } from '../operation.ts';
import { filtered, pageOf } from '../paging.ts';

/** What can be ordered: PostgreSQL of the version that is really there, and the records around it. */
export const catalogueOperations: Readonly<Record<string, Operation>> = {
  DescribeDBEngineVersions: listing('DescribeDBEngineVersions', 'db', (_scope, input) => {
    const engine = text(input, 'Engine');
    const version = text(input, 'EngineVersion');
    const family = text(input, 'DBParameterGroupFamily');
    const fits = (engine === undefined || engine === 'postgres') && (version === undefined || version === ENGINE_VERSION || version === '18') && (family === undefined || family === FAMILY);
    const { page } = pageOf(input, filtered(input, fits ? [ENGINE_VERSION] : [], { status: () => 'available', 'engine-mode': () => 'provisioned' }), (one) => one);
    return { DBEngineVersions: page.map(engineVersion) };
  }),
  DescribeOrderableDBInstanceOptions: listing('DescribeOrderableDBInstanceOptions', 'db', ({ place }, input) => {
    const engine = requiredText(input, 'Engine');
    const version = text(input, 'EngineVersion');
    const instanceClass = text(input, 'DBInstanceClass');
    const fits = engine === 'postgres' && (version === undefined || version === ENGINE_VERSION);
    const all = fits ? INSTANCE_CLASSES.filter((one) => instanceClass === undefined || one === instanceClass).flatMap((one) => STORAGE_TYPES.map((storageType) => ({ instanceClass: one, storageType, key: `${one} ${storageType}` }))) : [];
    const { page, ...marker } = pageOf(input, [...all].sort((a, b) => (a.key < b.key ? -1 : 1)), ({ key }) => key);
    return { OrderableDBInstanceOptions: page.map(({ instanceClass: one, storageType }) => orderable(place.region, one, storageType)), ...marker };
  }),
  DescribeCertificates: listing('DescribeCertificates', 'db', ({ place }, input) => {
    const id = text(input, 'CertificateIdentifier');
    if (id !== undefined && id !== CA_CERTIFICATE) throw errors.certificateNotFound(id);
    return {
      DefaultCertificateForNewLaunches: CA_CERTIFICATE,
      Certificates: [{
        CertificateIdentifier: CA_CERTIFICATE, CertificateType: 'CA', CertificateArn: `arn:aws:rds:${place.region}::cert:${CA_CERTIFICATE}`, CustomerOverride: false,
        ValidFrom: dateOfMicros(microsOf('2021-05-19T00:00:00Z')), ValidTill: dateOfMicros(microsOf('2061-05-19T00:00:00Z')),
      }],
    };
  }),
  DescribePendingMaintenanceActions: listing('DescribePendingMaintenanceActions', 'db', () => ({ PendingMaintenanceActions: [] })),
};

function engineVersion(version: string): object {
  return {
    Engine: 'postgres', MajorEngineVersion: '18', EngineVersion: version, DBParameterGroupFamily: FAMILY,
    DBEngineDescription: 'PostgreSQL', DBEngineVersionDescription: `PostgreSQL ${version}`, DBEngineMediaType: 'AWS Provided',
    ValidUpgradeTarget: [], ExportableLogTypes: ['postgresql', 'upgrade'], SupportsLogExportsToCloudwatchLogs: true, SupportsReadReplica: false, SupportedFeatureNames: [], Status: 'available',
    SupportsParallelQuery: false, SupportsGlobalDatabases: false, TagList: [], SupportsBabelfish: false, SupportsCertificateRotationWithoutRestart: true, SupportedCACertificateIdentifiers: [CA_CERTIFICATE],
  };
}

function orderable(region: string, instanceClass: string, storageType: string): object {
  return {
    Engine: 'postgres', EngineVersion: ENGINE_VERSION, DBInstanceClass: instanceClass, LicenseModel: 'postgresql-license', StorageType: storageType,
    AvailabilityZones: ['a', 'b', 'c'].map((letter) => ({ Name: region + letter })),
    MultiAZCapable: true, ReadReplicaCapable: false, Vpc: true, SupportsStorageEncryption: true, SupportsIops: storageType !== 'gp2', SupportsStorageThroughput: storageType === 'gp3',
    SupportsEnhancedMonitoring: false, SupportsIAMDatabaseAuthentication: false, SupportsPerformanceInsights: false, SupportedNetworkTypes: ['IPV4'],
    MinStorageSize: storageType.startsWith('io') ? 100 : 20, MaxStorageSize: 65_536, AvailableProcessorFeatures: [], SupportedEngineModes: ['provisioned'], SupportsStorageAutoscaling: true,
  };
}
