import type { Decision } from '../../authorise/decide.ts';
import { deniedBecause } from '../../authorise/denied-because.ts';
import { AwsError } from '../../service.ts';

/** AWS answers a role that is missing and one that does not trust the caller alike; what the caller's own side forbids is told. */
export function mayNotAssume(callerArn: string, roleArn: string, decision: Exclude<Decision, { readonly allowed: true }> | null): AwsError {
  const why = decision === null || (decision.by === 'resource-based policy' && !decision.explicit) ? '' : ` ${deniedBecause(decision, 'sts:AssumeRole')}`;
  return new AwsError('AccessDenied', `User: ${callerArn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}${why}`, { status: 403 });
}

/** A session policy that cannot be evaluated. */
export function malformedPolicy(message: string): AwsError {
  return new AwsError('MalformedPolicyDocument', message);
}

export function policyTooLarge(most: number): AwsError {
  return new AwsError('PackedPolicyTooLarge', `The session policy has more than ${most} characters.`);
}

/** A parameter outside its documented limits. */
export function validation(message: string): AwsError {
  return new AwsError('ValidationError', `1 validation error detected: ${message}`);
}

/** A parameter that would change the outcome and is not simulated. */
export function unsupported(parameter: string): AwsError {
  return new AwsError('ValidationError', `The sandbox does not simulate the parameter ${parameter} of AssumeRole; leave it out`);
}
