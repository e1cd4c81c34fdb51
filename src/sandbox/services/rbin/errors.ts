import { AwsError } from '../../service.ts';

/** Recycle Bin's errors with their reasons, as its model has them. */
export const errors = {
  notFound: (id: string) => new AwsError('ResourceNotFoundException', `Rule ${id} does not exist`, { status: 404, fields: { Reason: 'RULE_NOT_FOUND' } }),
  invalid: (message: string, reason: 'INVALID_PARAMETER_VALUE' | 'INVALID_PAGE_TOKEN' = 'INVALID_PARAMETER_VALUE') => new AwsError('ValidationException', message, { fields: { Reason: reason } }),
  conflict: (message: string) => new AwsError('ConflictException', message, { status: 409, fields: { Reason: 'INVALID_RULE_STATE' } }),
};
