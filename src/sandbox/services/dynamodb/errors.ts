import { AwsError } from '../../service.ts';

/** Errors of DynamoDB, as it words them; all are HTTP 400. */
export const errors = {
  validation: (message: string) => new AwsError('ValidationException', message),
  /** What AWS has and would change the outcome, and is not here: refused by name. */
  unsupported: (what: string) => new AwsError('ValidationException', `The sandbox's DynamoDB does not support ${what}.`),
  noResource: (name: string) => new AwsError('ResourceNotFoundException', `Requested resource not found: Table: ${name} not found`),
  noArn: (arn: string) => new AwsError('ResourceNotFoundException', `Requested resource not found: ResourcArn: ${arn} not found`),
  noTable: (name: string) => new AwsError('TableNotFoundException', `Table not found: ${name}`),
  noSource: (name: string) => new AwsError('TableNotFoundException', `Source table not found: ${name}`),
  tableExists: (name: string) => new AwsError('ResourceInUseException', `Table already exists: ${name}`),
  targetExists: (name: string) => new AwsError('TableAlreadyExistsException', `Table already exists: ${name}`),
  tableBusy: (name: string, doing: string) => new AwsError('ResourceInUseException', `Attempt to change a resource which is still in use: Table is being ${doing}: ${name}`),
  tableInUse: (name: string) => new AwsError('TableInUseException', `Table is not in ACTIVE state: ${name}`),
  protected: () => new AwsError('ValidationException', 'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.'),
  noBackup: (arn: string) => new AwsError('BackupNotFoundException', `Backup not found: ${arn}`),
  backupBusy: (arn: string) => new AwsError('BackupInUseException', `Backup is being created or used: ${arn}`),
  noPitr: (name: string) => new AwsError('PointInTimeRecoveryUnavailableException', `Point in time recovery is not enabled for table '${name}'`),
  restoreTime: (message: string) => new AwsError('InvalidRestoreTimeException', message),
  keyDenied: (reason: AwsError) => new AwsError('AccessDeniedException', `KMS key access denied error: com.amazonaws.services.kms.model.AWSKMSException: ${reason.message} (Service: AWSKMS; Status Code: 400; Error Code: ${reason.code}; Proxy: null)`),
  serverError: () => new AwsError('InternalServerError', 'Internal server error', { status: 500 }),
  badKey: (ref: string) => new AwsError('ValidationException', `KMS validation error: Key '${ref}' does not exist or cannot be used`),
};
