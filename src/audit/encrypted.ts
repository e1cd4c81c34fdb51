import type { StoreFact } from './facts.ts';

/** The settings that say whether a store of a service is encrypted. DynamoDB encrypts every table, under a key of its own where none is named. */
export const ENCRYPTED_KEYS: Readonly<Record<string, readonly string[]>> = { s3: ['encryption.algorithm'], rds: ['storageEncrypted'], efs: ['encrypted'], ebs: ['storageEncrypted'], opensearch: ['storageEncrypted'], dynamodb: [] };

/** Whether a store's settings say that it is encrypted; a setting that was not read counts as no. */
export function isEncrypted({ service, posture }: Pick<StoreFact, 'service' | 'posture'>): boolean {
  return (ENCRYPTED_KEYS[service] ?? ['unknown service']).every((key) => {
    const value = posture[key];
    return value === true || value === 'AES256' || value === 'aws:kms' || value === 'aws:kms:dsse';
  });
}
