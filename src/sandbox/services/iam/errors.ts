import { AwsError } from '../../service.ts';
import type { PrincipalKind } from './model.ts';

/** IAM's errors in IAM's words. */
export const errors = {
  noPrincipal: (kind: PrincipalKind, name: string) => missing(`The ${kind} with name ${name} cannot be found.`),
  noInline: (kind: PrincipalKind, name: string) => missing(`The ${kind} policy with name ${name} cannot be found.`),
  noKey: (id: string) => missing(`The Access Key with id ${id} cannot be found.`),
  noPolicy: (arn: string) => missing(`Policy ${arn} was not found.`),
  notAttachable: (arn: string) => missing(`Policy ${arn} does not exist or is not attachable.`),
  noVersion: (arn: string, version: string) => missing(`Policy ${arn} version ${version} does not exist or is not attachable.`),
  noBoundary: (kind: PrincipalKind, name: string) => missing(`${kind === 'role' ? 'Role' : 'User'} ${name} does not have a permissions boundary.`),
  principalExists: (kind: PrincipalKind, name: string) => new AwsError('EntityAlreadyExists', `${kind === 'role' ? 'Role' : 'User'} with name ${name} already exists.`, { status: 409 }),
  policyExists: (name: string) => new AwsError('EntityAlreadyExists', `A policy called ${name} already exists. Duplicate names are not allowed.`, { status: 409 }),
  deleteConflict: (message: string) => new AwsError('DeleteConflict', message, { status: 409 }),
  limit: (message: string) => new AwsError('LimitExceeded', message, { status: 409 }),
  malformedPolicy: (message: string) => new AwsError('MalformedPolicyDocument', message),
  invalidInput: (message: string) => new AwsError('InvalidInput', message),
  validation: (message: string) => new AwsError('ValidationError', message),
  unmodifiable: (message: string) => new AwsError('AccessDenied', message, { status: 403 }),
  unsupported: (operation: string, member: string) => new AwsError('ValidationError', `The sandbox does not simulate ${member} of ${operation}; leave it out`),
};

function missing(message: string): AwsError {
  return new AwsError('NoSuchEntity', message, { status: 404 });
}
