import { AwsError } from '../../../service.ts';

/** Errors of the EBS direct APIs with their reasons, as the model has them. */
export const errors = {
  snapshotNotFound: (id: string) => new AwsError('ResourceNotFoundException', `The snapshot '${id}' does not exist.`, { status: 404, fields: { Reason: 'SNAPSHOT_NOT_FOUND' } }),
  invalid: (reason: InvalidReason, message: string) => new AwsError('ValidationException', message, { fields: { Reason: reason } }),
  denied: (reason: 'UNAUTHORIZED_ACCOUNT' | 'DEPENDENCY_ACCESS_DENIED', message: string) => new AwsError('AccessDeniedException', message, { status: 403, fields: { Reason: reason } }),
  conflict: (message: string) => new AwsError('ConflictException', message, { status: 409 }),
  /** A parameter of the API that would change the outcome and is not simulated. */
  unsupported: (operation: string, member: string) => new AwsError('ValidationException', `The sandbox does not simulate ${member} of ${operation}; leave it out.`, { fields: { Reason: 'INVALID_PARAMETER_VALUE' } }),
};

type InvalidReason =
  | 'INVALID_CUSTOMER_KEY' | 'INVALID_PAGE_TOKEN' | 'INVALID_BLOCK_TOKEN' | 'INVALID_SNAPSHOT_ID' | 'UNRELATED_SNAPSHOTS' | 'INVALID_BLOCK' | 'INVALID_DEPENDENCY_REQUEST' | 'INVALID_VOLUME_SIZE'
  | 'INVALID_PARAMETER_VALUE' | 'CONFLICTING_BLOCK_UPDATE' | 'INVALID_TAG';
