import { AwsError } from '../../service.ts';

/** Errors of AWS Backup; all are HTTP 400, also those for things that do not exist (aws-facts.md 1.1). */
export const backupErrors = {
  notFound: (message: string) => new AwsError('ResourceNotFoundException', message),
  invalidParameter: (message: string) => new AwsError('InvalidParameterValueException', message),
  missingParameter: (name: string) => new AwsError('MissingParameterValueException', `The required parameter ${name} is missing.`),
  invalidRequest: (message: string) => new AwsError('InvalidRequestException', message),
  invalidState: (message: string) => new AwsError('InvalidResourceStateException', message),
  alreadyExists: (message: string, existing: { readonly arn: string; readonly creatorRequestId: string | null }) =>
    new AwsError('AlreadyExistsException', message, { fields: { Arn: existing.arn, ...(existing.creatorRequestId === null ? {} : { CreatorRequestId: existing.creatorRequestId }) } }),
  noSuchVault: (name: string) => new AwsError('ResourceNotFoundException', `Backup vault ${name} cannot be found.`),
  noSuchPlan: (id: string) => new AwsError('ResourceNotFoundException', `Cannot find Backup plan with ID ${id}`),
  noSuchPoint: () => new AwsError('ResourceNotFoundException', 'Cannot find recovery point.'),
  /** What AWS has and would change the outcome, and is not here: refused by name. */
  unsupported: (what: string) => new AwsError('InvalidParameterValueException', `The sandbox's AWS Backup does not support ${what}.`),
};

/** Codes with which AWS Backup itself refuses a call; an error with another code came from the resource's service and ends a job instead. */
export const BACKUP_CODES: ReadonlySet<string> = new Set(['ResourceNotFoundException', 'InvalidParameterValueException', 'MissingParameterValueException', 'InvalidRequestException', 'InvalidResourceStateException', 'LimitExceededException']);
