import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { awsJsonCodec, JSON_1_0, JSON_1_0_PLAIN } from './aws-json-codec.ts';
import { awsQueryCodec } from './aws-query-codec.ts';
import { ec2QueryCodec } from './ec2-query-codec.ts';
import { RBIN_MODEL } from './rbin-model.ts';
import { restJsonCodec } from './rest-json-codec.ts';
import { restXmlCodec } from './rest-xml-codec.ts';
import { schemaOperations } from './schema-operations.ts';
import { readSchemaText, type OperationSource } from './schema-text.ts';
import type { ServiceCodec } from './service-codec.ts';

/** Signing names that the sandbox serves. */
export type ServedService = 's3' | 'sts' | 'ssm' | 'rds' | 'backup' | 'kms' | 'cloudtrail' | 'config' | 'dynamodb' | 'monitoring' | 'elasticfilesystem' | 'ec2' | 'ebs' | 'rbin' | 'es' | 'iam' | 'organizations';

/** Builds the codec of a service from the schemas of its SDK client; the client is loaded when it is first needed. */
export async function loadCodec(service: ServedService): Promise<ServiceCodec> {
  switch (service) {
    case 's3': return restXmlCodec({ operations: schemaOperations(await import('@aws-sdk/client-s3')), xmlNamespace: 'http://s3.amazonaws.com/doc/2006-03-01/' });
    case 'sts': return awsQueryCodec({ operations: schemaOperations(await import('@aws-sdk/client-sts')), xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/', version: '2011-06-15' });
    case 'iam': return awsQueryCodec({ operations: schemaOperations(await import('@aws-sdk/client-iam')), xmlNamespace: 'https://iam.amazonaws.com/doc/2010-05-08/', version: '2010-05-08' });
    case 'organizations': return awsJsonCodec(schemaOperations(await import('@aws-sdk/client-organizations')), 'AWSOrganizationsV20161128');
    case 'rds': return awsQueryCodec({ operations: schemaOperations(await import('@aws-sdk/client-rds')), xmlNamespace: 'http://rds.amazonaws.com/doc/2014-10-31/', version: '2014-10-31' });
    case 'backup': return restJsonCodec(schemaOperations(await import('@aws-sdk/client-backup')));
    case 'kms': return awsJsonCodec(schemaOperations(await import('@aws-sdk/client-kms')), 'TrentService');
    case 'cloudtrail': return awsJsonCodec(schemaOperations(await import('@aws-sdk/client-cloudtrail')), 'CloudTrail_20131101');
    case 'config': return awsJsonCodec(schemaOperations(await import('@aws-sdk/client-config-service')), 'StarlingDoveService');
    case 'dynamodb': return awsJsonCodec(schemaOperations(await import('@aws-sdk/client-dynamodb')), 'DynamoDB_20120810', JSON_1_0);
    case 'monitoring': return awsJsonCodec(schemaOperations(await import('@aws-sdk/client-cloudwatch')), 'GraniteServiceVersion20100801', JSON_1_0_PLAIN);
    case 'elasticfilesystem': return restJsonCodec(schemaOperations(await import('@aws-sdk/client-efs')));
    case 'es': return restJsonCodec(schemaOperations(await import('@aws-sdk/client-opensearch')));
    case 'ssm': return awsJsonCodec(schemaOperations(await import('@aws-sdk/client-ssm')), 'AmazonSSM');
    case 'ec2': return ec2QueryCodec({ operations: await schemaText('@aws-sdk/client-ec2'), xmlNamespace: 'http://ec2.amazonaws.com/doc/2016-11-15/', version: '2016-11-15' });
    case 'ebs': return restJsonCodec(schemaOperations(await import('@aws-sdk/client-ebs')));
    case 'rbin': return restJsonCodec(schemaOperations(RBIN_MODEL));
  }
}

/** The schemas of a large client without loading it: they lie in a file of their own. */
async function schemaText(client: string): Promise<OperationSource> {
  const folder = dirname(createRequire(import.meta.url).resolve(`${client}/package.json`));
  return readSchemaText(await readFile(join(folder, 'dist-es', 'schemas', 'schemas_0.js'), 'utf8'));
}
