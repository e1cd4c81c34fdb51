import { loadCodec, type ServedService } from './codec/load-codec.ts';
import type { ErrorWriter, ProtocolFamily, ServiceCodec } from './codec/service-codec.ts';
import { errorWriter } from './codec/write-error.ts';
import type { Service } from './service.ts';
import { backupService } from './services/backup/service.ts';
import { cloudtrailService } from './services/cloudtrail/service.ts';
import { cloudwatchService } from './services/cloudwatch/service.ts';
import { configService } from './services/config/service.ts';
import { dynamodbService } from './services/dynamodb/service.ts';
import { ebsService } from './services/ebs/service.ts';
import { ec2Service } from './services/ec2/service.ts';
import { efsService } from './services/efs/service.ts';
import { iamService } from './services/iam/service.ts';
import { kmsService } from './services/kms/service.ts';
import { opensearchService } from './services/opensearch/service.ts';
import { organizationsService } from './services/organizations/service.ts';
import { rbinService } from './services/rbin/service.ts';
import { rdsService } from './services/rds/service.ts';
import { s3Service } from './services/s3/service.ts';
import { ssmService } from './services/ssm/service.ts';
import { stsService } from './services/sts/service.ts';

/** A service with the way it speaks. */
export interface ServedEntry {
  readonly service: Service;
  readonly family: ProtocolFamily;
  readonly writeError: ErrorWriter;
  /** Loaded once, when the first request needs it. */
  codec(): Promise<ServiceCodec>;
}

/** Every service of the sandbox, by signing name. A new service is one line here. */
export function servedServices(): ReadonlyMap<string, ServedEntry> {
  return new Map([
    entry(s3Service, 's3', { family: 'restXml', namespace: 'http://s3.amazonaws.com/doc/2006-03-01/' }),
    entry(stsService, 'sts', { family: 'awsQuery', namespace: 'https://sts.amazonaws.com/doc/2011-06-15/' }),
    entry(rdsService, 'rds', { family: 'awsQuery', namespace: 'http://rds.amazonaws.com/doc/2014-10-31/' }),
    entry(backupService, 'backup', { family: 'restJson', namespace: 'com.amazonaws.backup' }),
    entry(kmsService, 'kms', { family: 'awsJson', namespace: 'com.amazonaws.kms' }),
    entry(cloudtrailService, 'cloudtrail', { family: 'awsJson', namespace: 'com.amazonaws.cloudtrail' }),
    entry(configService, 'config', { family: 'awsJson', namespace: 'com.amazonaws.configservice' }),
    entry(dynamodbService, 'dynamodb', { family: 'awsJson', namespace: 'com.amazonaws.dynamodb.v20120810' }),
    entry(cloudwatchService, 'monitoring', { family: 'awsJson', namespace: 'com.amazonaws.cloudwatch' }),
    entry(efsService, 'elasticfilesystem', { family: 'restJson', namespace: 'com.amazonaws.elasticfilesystem' }),
    entry(ssmService, 'ssm', { family: 'awsJson', namespace: 'com.amazonaws.ssm' }),
    entry(ec2Service, 'ec2', { family: 'ec2Query', namespace: 'http://ec2.amazonaws.com/doc/2016-11-15/' }),
    entry(ebsService, 'ebs', { family: 'restJson', namespace: 'com.amazonaws.ebs' }),
    entry(rbinService, 'rbin', { family: 'restJson', namespace: 'com.amazonaws.rbin' }),
    entry(iamService, 'iam', { family: 'awsQuery', namespace: 'https://iam.amazonaws.com/doc/2010-05-08/' }),
    entry(organizationsService, 'organizations', { family: 'awsJson', namespace: 'com.amazonaws.organizations' }),
    entry(opensearchService, 'es', { family: 'restJson', namespace: 'com.amazonaws.opensearch' }),
  ]);
}

function entry(service: Service, name: ServedService, { family, namespace }: { readonly family: ProtocolFamily; readonly namespace: string }): [string, ServedEntry] {
  let codec: Promise<ServiceCodec> | null = null;
  return [name, { service, family, writeError: errorWriter(family, namespace), codec: () => (codec ??= loadCodec(name)) }];
}
