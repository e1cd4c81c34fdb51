import { expect, test } from 'vitest';
import { LARGEST_POLICY_CHARACTERS, policyDocuments, policySize, type Statement } from './policy-documents.ts';

const grant = (action: string, resource: string): { action: string; resource: string } => ({ action, resource });

test('actions that share their resources share a statement, and a resource that a wider one covers is left out', () => {
  const [document] = policyDocuments([grant('s3:ListBucket', 'b'), grant('s3:GetObject', 'b/*'), grant('s3:GetObject', 'b/a/*'), grant('s3:PutObject', 'b/*')]);
  expect(document?.Statement).toEqual([
    { Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: ['b/*'] },
    { Effect: 'Allow', Action: ['s3:ListBucket'], Resource: ['b'] },
  ]);
});

test('nothing is allowed by a document of nothing', () => {
  expect(policyDocuments([])).toEqual([]);
});

test.each([
  ['many actions of a resource each', Array.from({ length: 300 }, (_, i) => grant(`dynamodb:Action${i}`, `arn:aws:dynamodb:us-west-2:111111111111:table/portal-documents-${i}`))],
  ['an action of many resources', Array.from({ length: 400 }, (_, i) => grant('s3:GetObject', `arn:aws:s3:::a-bucket-with-a-long-name-${i}/*`))],
])('what is too long for one managed policy is split, and nothing is lost: %s', (_, grants) => {
  const first: Statement = { Sid: 'First', Effect: 'Deny', Action: ['iam:*'], Resource: ['*'] };
  const documents = policyDocuments(grants, [first]);
  expect(documents.length).toBeGreaterThan(1);
  for (const document of documents) expect(policySize(document)).toBeLessThanOrEqual(LARGEST_POLICY_CHARACTERS);
  expect(documents[0]?.Statement[0]).toEqual(first);
  const said = documents.flatMap(({ Statement: statements }) => statements.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action, Resource }) => Action.flatMap((action) => Resource.map((resource) => `${action} ${resource}`))));
  expect(said.sort()).toEqual(grants.map(({ action, resource }) => `${action} ${resource}`).sort());
});
