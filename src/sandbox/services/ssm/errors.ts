import { AwsError } from '../../service.ts';

export function notFound(name: string): AwsError {
  return new AwsError('ParameterNotFound', `Parameter ${name} not found.`);
}

export function versionNotFound(name: string, version: string): AwsError {
  return new AwsError('ParameterVersionNotFound', `Systems Manager could not find version ${version} of ${name}. Verify the version and try again.`);
}

export function alreadyExists(): AwsError {
  return new AwsError('ParameterAlreadyExists', 'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.');
}

export function validation(message: string): AwsError {
  return new AwsError('ValidationException', message);
}

/** A parameter of the API that would change the outcome and is not simulated. */
export function unsupported(operation: string, member: string): AwsError {
  return new AwsError('ValidationException', `The sandbox does not simulate ${member} of ${operation}; leave it out`);
}
