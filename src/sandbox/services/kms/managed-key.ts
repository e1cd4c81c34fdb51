import type { Catalogue, KeyRing, Place } from '../../service.ts';
import type { KeyRow } from './key-rows.ts';
import { managedPolicy } from './key-policy.ts';
import { kmsState, type KmsState } from './state.ts';

type ManagedService = Parameters<KeyRing['managed']>[0];

/** Services whose AWS managed keys exist here. */
export const MANAGED_SERVICES: readonly ManagedService[] = ['rds', 's3', 'backup', 'ssm', 'dynamodb', 'elasticfilesystem', 'ebs', 'es'];

const PROTECTS: Readonly<Record<ManagedService, string>> = {
  rds: 'RDS storage',
  es: 'my Elasticsearch data',
  s3: 'my S3 objects',
  backup: 'my Backup data',
  ebs: 'my EBS volumes',
  ssm: 'my Parameter Store SecureString parameters',
  dynamodb: 'my DynamoDB tables',
  elasticfilesystem: 'my EFS filesystems',
};

/** Whether a key is one that AWS manages: no other account can ever use it. */
export function isAwsManaged(catalogue: Catalogue, keyArn: string): boolean {
  return kmsState(catalogue).keys.find(keyArn)?.manager === 'AWS';
}

/** The AWS managed key of a service in an account and region; made when there is none. */
export function managedKey(state: KmsState, service: ManagedService, at: Place & { readonly nowMicros: number }): KeyRow {
  const name = `alias/aws/${service}`;
  const alias = state.aliases.find(at, name);
  const known = alias && state.keys.find(alias.key);
  if (known) return known;
  return state.catalogue.transaction(() => {
    const key = state.keys.add({
      account: at.account, region: at.region, manager: 'AWS', created: at.nowMicros, tags: '{}',
      description: `Default key that protects ${PROTECTS[service]} when no other key is defined`,
      policy: managedPolicy(at.account, `${service}.${at.region}.amazonaws.com`),
    });
    state.keys.setRotation(key, 365, at.nowMicros);
    state.aliases.add(at, name, { key: key.arn, at: at.nowMicros });
    return key;
  });
}
