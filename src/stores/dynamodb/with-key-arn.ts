import type { AwsAccess } from '#contract/aws';
import { keyArn } from '../rds/key-arn.ts';
import type { TableSettings } from './table-settings.ts';

/** A definition whose key is named by ARN, as DynamoDB answers; an alias serves in documents. */
export async function withKeyArn(access: AwsAccess, settings: TableSettings): Promise<TableSettings> {
  if (settings.SSESpecification === null) return settings;
  const { KMSMasterKeyId } = settings.SSESpecification;
  return { ...settings, SSESpecification: { ...settings.SSESpecification, KMSMasterKeyId: (await keyArn(access, KMSMasterKeyId)) ?? KMSMasterKeyId } };
}
