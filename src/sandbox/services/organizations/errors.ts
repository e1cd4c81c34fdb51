import { AwsError } from '../../service.ts';

/** Organizations' errors in Organizations' words. */
export const errors = {
  notManagement: () => new AwsError('AccessDeniedException', 'You don\'t have permissions to access this resource.'),
  noAccount: (id: string) => new AwsError('AccountNotFoundException', `You specified an account that doesn't exist: ${id}`),
  noTarget: (id: string) => new AwsError('TargetNotFoundException', `You specified a target that doesn't exist: ${id}`),
  noChild: (id: string) => new AwsError('ChildNotFoundException', `You specified an account that doesn't exist: ${id}`),
  noPolicy: (id: string) => new AwsError('PolicyNotFoundException', `You specified a policy that doesn't exist: ${id}`),
  duplicatePolicy: (name: string) => new AwsError('DuplicatePolicyException', `A policy with the name ${name} already exists.`),
  alreadyAttached: () => new AwsError('DuplicatePolicyAttachmentException', 'The selected policy is already attached to the specified target.'),
  notAttached: () => new AwsError('PolicyNotAttachedException', 'The policy isn\'t attached to the specified target.'),
  inUse: () => new AwsError('PolicyInUseException', 'The policy is attached to one or more entities. You must detach it from all roots, OUs and accounts before you delete it.'),
  malformedPolicy: (message: string) => new AwsError('MalformedPolicyDocumentException', message),
  constraint: (reason: string, message: string) => new AwsError('ConstraintViolationException', message, { fields: { Reason: reason } }),
  invalid: (message: string) => new AwsError('InvalidInputException', message),
  unsupported: (operation: string, member: string) => new AwsError('InvalidInputException', `The sandbox does not simulate ${member} of ${operation}; leave it out`),
};
