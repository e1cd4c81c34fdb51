import type { CloudTrailClient, GetEventSelectorsResponse, Trail } from '@aws-sdk/client-cloudtrail';
import type { ConfigServiceClient, ConfigurationRecorder, ResourceType } from '@aws-sdk/client-config-service';
import { isoMicros } from '#kit/time';
import { cloudtrailClient, configClient } from '#targets/clients';
import type { Fact, RecorderFact, TrailFact } from '../facts.ts';
import { attempt, pages, places } from './look.ts';
import type { Look, LookPlace } from './look.ts';

/** What the platform's stores are to AWS Config. */
const STORE_TYPES: readonly ResourceType[] = ['AWS::S3::Bucket', 'AWS::RDS::DBInstance', 'AWS::DynamoDB::Table', 'AWS::EFS::FileSystem', 'AWS::EC2::Volume', 'AWS::OpenSearch::Domain'];

/** Trails and recorders: what of the account's past could be shown to somebody. */
export async function readAuditTrail(look: Look): Promise<readonly Fact[]> {
  const facts: Fact[] = [];
  const near = places(look, { roles: ['platform'] });
  const [home] = near;
  if (home !== undefined) facts.push(...(await attempt({ about: 'trail', what: 'trails', place: home }, () => trailsOf(home))));
  for (const place of near) facts.push(...(await attempt({ about: 'recorder', what: 'recorders', place }, () => recordersOf(place))));
  return facts;
}

async function trailsOf(place: LookPlace): Promise<readonly Fact[]> {
  const client = cloudtrailClient(place.access);
  try {
    const { DescribeTrailsCommand } = await import('@aws-sdk/client-cloudtrail');
    const { trailList = [] } = await client.send(new DescribeTrailsCommand({}));
    const facts: Fact[] = [];
    for (const trail of trailList) facts.push(await trailFact(client, place, trail));
    return facts;
  } finally {
    client.destroy();
  }
}

async function trailFact(client: CloudTrailClient, { account, region }: LookPlace, trail: Trail): Promise<TrailFact> {
  const { GetTrailStatusCommand, GetEventSelectorsCommand } = await import('@aws-sdk/client-cloudtrail');
  const Name = trail.TrailARN ?? trail.Name;
  const { IsLogging, LatestDeliveryTime, LatestDeliveryError } = await client.send(new GetTrailStatusCommand({ Name }));
  const selectors = await client.send(new GetEventSelectorsCommand({ TrailName: Name }));
  return {
    kind: 'trail', id: `trail/${account}/${trail.Name ?? ''}`, account, region: trail.HomeRegion ?? region, name: trail.Name ?? '', logging: IsLogging ?? false, multiRegion: trail.IsMultiRegionTrail ?? false,
    validated: trail.LogFileValidationEnabled ?? false, takesWrites: takesWrites(selectors), bucket: trail.S3BucketName ?? null,
    deliveredAt: LatestDeliveryTime === undefined ? null : isoMicros(LatestDeliveryTime.getTime() * 1000), failure: LatestDeliveryError ?? null,
  };
}

/** Advanced selectors name management events by a field, and may then leave out what writes. */
function takesWrites({ EventSelectors = [], AdvancedEventSelectors = [] }: GetEventSelectorsResponse): boolean {
  const advanced = AdvancedEventSelectors.some(({ FieldSelectors = [] }) => FieldSelectors.some(({ Field, Equals }) => Field === 'eventCategory' && Equals?.includes('Management')) && !FieldSelectors.some(({ Field, Equals }) => Field === 'readOnly' && Equals?.includes('true')));
  return advanced || EventSelectors.some(({ IncludeManagementEvents, ReadWriteType }) => IncludeManagementEvents !== false && ReadWriteType !== 'ReadOnly');
}

async function recordersOf(place: LookPlace): Promise<readonly Fact[]> {
  const client = configClient(place.access);
  try {
    const { DescribeConfigurationRecordersCommand } = await import('@aws-sdk/client-config-service');
    const { ConfigurationRecorders = [] } = await client.send(new DescribeConfigurationRecordersCommand({}));
    const facts: Fact[] = [];
    for (const recorder of ConfigurationRecorders) facts.push(await recorderFact(client, place, recorder));
    return facts;
  } finally {
    client.destroy();
  }
}

async function recorderFact(client: ConfigServiceClient, { account, region }: LookPlace, { name = '', recordingGroup }: ConfigurationRecorder): Promise<RecorderFact> {
  const sdk = await import('@aws-sdk/client-config-service');
  const [status] = (await client.send(new sdk.DescribeConfigurationRecorderStatusCommand({ ConfigurationRecorderNames: [name] }))).ConfigurationRecordersStatus ?? [];
  const [channel] = (await client.send(new sdk.DescribeDeliveryChannelsCommand({}))).DeliveryChannels ?? [];
  const [delivery] = (await client.send(new sdk.DescribeDeliveryChannelStatusCommand({}))).DeliveryChannelsStatus ?? [];
  let resources = 0;
  for (const resourceType of STORE_TYPES) {
    for await (const { resourceIdentifiers = [] } of pages((nextToken) => client.send(new sdk.ListDiscoveredResourcesCommand({ resourceType, ...(nextToken === undefined ? {} : { nextToken }) })), (page) => page.nextToken)) resources += resourceIdentifiers.length;
  }
  return {
    kind: 'recorder', id: `recorder/${account}/${region}/${name}`, account, region, name, recording: status?.recording ?? false, types: recordingGroup?.allSupported === true ? null : recordingGroup?.resourceTypes ?? [],
    bucket: channel?.s3BucketName ?? null, failure: delivery?.configHistoryDeliveryInfo?.lastErrorCode ?? status?.lastErrorCode ?? null, resources,
  };
}
