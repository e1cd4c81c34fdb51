/** Name of the one policy that a key has. */
export const POLICY_NAME = 'default';

/** What KMS gives a key that is made without a policy: the account decides through its own identities. */
export function defaultPolicy(account: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Id: 'key-default-1',
    Statement: [{ Sid: 'Enable IAM User Permissions', Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'kms:*', Resource: '*' }],
  });
}

/** Policy of an AWS managed key, for GetKeyPolicy: the account uses it through the service, and may look at it. */
export function managedPolicy(account: string, via: string): string {
  const use = ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:CreateGrant', 'kms:DescribeKey'];
  return JSON.stringify({
    Version: '2012-10-17',
    Id: 'auto-aws-managed-1',
    Statement: [
      { Sid: 'Allow access through the service for all principals in the account that are authorized to use it', Effect: 'Allow', Principal: { AWS: '*' }, Action: use, Resource: '*', Condition: { StringEquals: { 'kms:CallerAccount': account, 'kms:ViaService': via } } },
      { Sid: 'Allow direct access to key metadata to the account', Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: ['kms:Describe*', 'kms:Get*', 'kms:List*', 'kms:RevokeGrant'], Resource: '*' },
    ],
  });
}
