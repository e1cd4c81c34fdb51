import { AwsError } from '../../service.ts';

/** CloudWatch's errors in CloudWatch's words; the codes are those of its query protocol, which the JSON protocol carries beside its own names. */
export const errors = {
  invalid: (message: string) => new AwsError('InvalidParameterValue', message),
  combination: (message: string) => new AwsError('InvalidParameterCombination', message),
  missing: (member: string) => new AwsError('MissingParameter', `The parameter ${member} is required.`),
  validation: (message: string) => new AwsError('ValidationError', message),
  noAlarm: () => new AwsError('ResourceNotFound', 'Resource not found.'),
  nextToken: () => new AwsError('InvalidNextToken', 'The token is invalid, or was not made for the same request.'),
  limit: (message: string) => new AwsError('LimitExceeded', message),
  format: (message: string) => new AwsError('InvalidFormat', message),
  /** A member of the API that would change the outcome and is not simulated. */
  unsupported: (operation: string, member: string) => new AwsError('InvalidParameterValue', `The sandbox does not simulate ${member} of ${operation}; leave it out`),
};
