import { expect, it } from 'vitest';
import { sampleTable } from '#stores/dynamodb/testing/sample-table';
import { restoredName } from './choose-name.ts';
import { restoreMetadataFor } from './metadata-for.ts';

it('gives names that DynamoDB takes and counts on from the second one', () => {
  expect([1, 2].map((n) => restoredName('portal-documents', n))).toEqual(['portal-documents-restored', 'portal-documents-restored-2']);
  expect(restoredName('t'.repeat(255), 12)).toMatch(/^t{243}-restored-12$/);
});

it('names the target and the documented key once, in whatever letters the point has them, and keeps the rest', () => {
  const fetched = { TargetTableName: 'portal-documents', encryptionType: 'Default', 'aws:backup:request-id': 'r' };
  expect(restoreMetadataFor({ fetched, name: 'n', wanted: sampleTable() })).toEqual({ 'aws:backup:request-id': 'r', targetTableName: 'n', encryptionType: 'KMS', kmsMasterKeyArn: 'arn:aws:kms:us-west-2:111111111111:key/k' });
  expect(restoreMetadataFor({ fetched, name: 'n', wanted: sampleTable({ SSESpecification: null }) })).toEqual({ 'aws:backup:request-id': 'r', targetTableName: 'n', encryptionType: 'Default' });
});
