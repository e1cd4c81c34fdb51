import { AwsError } from '../../service.ts';

/** KMS's errors in KMS's words; all of them are HTTP 400. */
export const errors = {
  keyNotFound: (arn: string) => new AwsError('NotFoundException', `Key '${arn}' does not exist`),
  aliasNotFound: (arn: string) => new AwsError('NotFoundException', `Alias ${arn} is not found.`),
  invalidKeyId: (id: string) => new AwsError('NotFoundException', `Invalid keyId '${id}'`),
  invalidArn: (arn: string) => new AwsError('InvalidArnException', `${arn} is not a valid ARN of a key or an alias.`),
  otherRegion: (region: string) => new AwsError('NotFoundException', `Invalid arn ${region}`),
  grantNotFound: (id: string) => new AwsError('NotFoundException', `Grant ${id} is not found.`),
  noSuchPolicy: (name: string) => new AwsError('NotFoundException', `No such policy exists: ${name}`),
  disabled: (arn: string) => new AwsError('DisabledException', `${arn} is disabled.`),
  pendingDeletion: (arn: string) => new AwsError('KMSInvalidStateException', `${arn} is pending deletion.`),
  notPendingDeletion: (arn: string) => new AwsError('KMSInvalidStateException', `${arn} is not pending deletion.`),
  invalidCiphertext: () => new AwsError('InvalidCiphertextException', ''),
  incorrectKey: () => new AwsError('IncorrectKeyException', 'The key ID in the request does not identify a CMK that can perform this operation.'),
  /** What Decrypt answers when the blob's key is gone, lies in another region, or is not the caller's to use: KMS does not tell which. */
  unusableCiphertextKey: () => new AwsError('AccessDeniedException', 'The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.'),
  aliasExists: (arn: string) => new AwsError('AlreadyExistsException', `An alias with the name ${arn} already exists`),
  reservedAlias: (name: string) => new AwsError('InvalidAliasNameException', `${name} is reserved: the prefix alias/aws/ belongs to AWS managed keys`),
  malformedPolicy: (message: string) => new AwsError('MalformedPolicyDocumentException', message),
  policyLockout: () => new AwsError('MalformedPolicyDocumentException', 'The new key policy will not allow you to update the key policy in the future.'),
  tag: (message: string) => new AwsError('TagException', message),
  validation: (message: string) => new AwsError('ValidationException', message),
  unsupported: (what: string) => new AwsError('UnsupportedOperationException', `The sandbox does not simulate ${what}`),
  denied: (who: string, action: string, resource: string, why = `because no resource-based policy allows the ${action} action`) => new AwsError('AccessDeniedException', `User: ${who} is not authorized to perform: ${action} on resource: ${resource} ${why}`),
};
