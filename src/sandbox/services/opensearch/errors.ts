import { AwsError } from '../../service.ts';

/** OpenSearch Service's errors; not found is 409 there, as the model says. */
export const errors = {
  notFound: (name: string) => new AwsError('ResourceNotFoundException', `Domain not found: ${name}`, { status: 409 }),
  exists: (account: string, name: string) => new AwsError('ResourceAlreadyExistsException', `Domain ${name} already exists: ${account}/${name}`, { status: 409 }),
  invalid: (message: string) => new AwsError('ValidationException', message),
  invalidPolicy: (why: string) => new AwsError('InvalidTypeException', `Error setting policy: [${why}]`, { status: 409 }),
  limit: (message: string) => new AwsError('LimitExceededException', message, { status: 409 }),
  noCapacity: (region: string) => new AwsError('ValidationException', `InsufficientInstanceCapacity: there is not enough capacity in ${region} for the instances that the domain needs. Try again later, or with other instance types.`),
  /** A parameter of the API that would change the outcome and is not simulated. */
  unsupported: (operation: string, member: string) => new AwsError('ValidationException', `The sandbox does not simulate ${member} of ${operation}; leave it out.`),
  busy: () => new AwsError('ValidationException', 'A change/update is in progress. Please wait for it to complete before requesting another change.'),
};
