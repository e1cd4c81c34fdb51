import { AwsError } from '../../../service.ts';

/** How EC2 refuses a volume that it has no room for, to a caller and to AWS Backup. */
export function noVolumeCapacity(): AwsError {
  return new AwsError('InsufficientVolumeCapacity', 'There is not enough capacity to fulfill your EBS volume provision request.', { status: 500 });
}
