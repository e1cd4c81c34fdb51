import { awsJsonCodec } from './aws-json-codec.ts';
import { awsQueryCodec } from './aws-query-codec.ts';
import { restJsonCodec } from './rest-json-codec.ts';
import { restXmlCodec } from './rest-xml-codec.ts';
import { schemaOperations } from './schema-operations.ts';
import type { ServiceCodec } from './service-codec.ts';

/** Signing names that the sandbox serves. */
export type ServedService = 's3' | 'sts' | 'ssm' | 'rds' | 'backup' | 'kms' | 'cloudtrail';

/** Builds the codec of a service from the schemas of its SDK client; the client is loaded when it is first needed. */
export async function loadCodec(service: ServedService): Promise<ServiceCodec> {
  switch (service) {
    case 's3': return restXmlCodec({ operations: schemaOperations(await import('@aws-sdk/client-s3')), xmlNamespace: 'http://s3.amazonaws.com/doc/2006-03-01/' });
    case 'sts': return awsQueryCodec({ operations: schemaOperations(await import('@aws-sdk/client-sts')), xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/', version: '2011-06-15' });
    case 'rds': return awsQueryCodec({ operations: schemaOperations(await import('@aws-sdk/client-rds')), xmlNamespace: 'http://rds.amazonaws.com/doc/2014-10-31/', version: '2014-10-31' });
    case 'backup': return restJsonCodec(schemaOperations(await import('@aws-sdk/client-backup')));
    case 'kms': return awsJsonCodec(schemaOperations(await import('@aws-sdk/client-kms')), 'TrentService');
    case 'cloudtrail': return awsJsonCodec(schemaOperations(await import('@aws-sdk/client-cloudtrail')), 'CloudTrail_20131101');
    case 'ssm': return awsJsonCodec(schemaOperations(await import('@aws-sdk/client-ssm')), 'AmazonSSM');
  }
}
