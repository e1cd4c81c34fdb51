import { AwsError } from '../../service.ts';

/** AWS answers a role that is missing and one that may not be assumed alike. */
export function mayNotAssume(callerArn: string, roleArn: string): AwsError {
  return new AwsError('AccessDenied', `User: ${callerArn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`, { status: 403 });
}

/** A parameter outside its documented limits. */
export function validation(message: string): AwsError {
  return new AwsError('ValidationError', `1 validation error detected: ${message}`);
}

/** A parameter that would change the outcome and is not simulated. */
export function unsupported(parameter: string): AwsError {
  return new AwsError('ValidationError', `The sandbox does not simulate the parameter ${parameter} of AssumeRole; leave it out`);
}
