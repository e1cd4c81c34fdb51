import { AwsError } from '../../service.ts';
import { noVolumeCapacity } from '../ebs/volumes/no-volume-capacity.ts';

/** EC2's errors in EC2's words (aws-facts.md 3); none of them is in the SDK's model. */
export const errors = {
  volumeNotFound: (id: string) => new AwsError('InvalidVolume.NotFound', `The volume '${id}' does not exist.`),
  volumeInUse: (id: string, instanceId: string) => new AwsError('VolumeInUse', `Volume ${id} is currently attached to ${instanceId}`),
  incorrectState: (message: string) => new AwsError('IncorrectState', message),
  snapshotNotFound: (id: string) => new AwsError('InvalidSnapshot.NotFound', `The snapshot '${id}' does not exist.`),
  snapshotLocked: (id: string) => new AwsError('SnapshotLocked', `The snapshot ${id} is locked and cannot be deleted.`),
  snapshotInUse: (message: string) => new AwsError('InvalidSnapshot.InUse', message),
  tooManyPending: (id: string) => new AwsError('ConcurrentSnapshotLimitExceeded', `Maximum allowed in-progress snapshots for a single volume exceeded (${id}).`),
  instanceNotFound: (id: string) => new AwsError('InvalidInstanceID.NotFound', `The instance ID '${id}' does not exist`),
  notFound: (what: string, id: string) => new AwsError(`Invalid${what}.NotFound`, `The ID '${id}' does not exist`),
  malformed: (what: 'Volume' | 'Snapshot' | 'Instance', id: string) => new AwsError(what === 'Volume' ? 'InvalidParameterValue' : `Invalid${what}ID.Malformed`, what === 'Volume' ? `Value (${id}) for parameter volumeId is invalid. Expected: 'vol-...'.` : `Invalid id: "${id}" (expecting "${what === 'Instance' ? 'i' : 'snap'}-...")`),
  invalidId: (id: string) => new AwsError('InvalidID', `The ID '${id}' is not valid`),
  tagLimit: (id: string) => new AwsError('TagLimitExceeded', `The resource ${id} can have at most 50 tags.`),
  notPermitted: (message: string) => new AwsError('OperationNotPermitted', message),
  notLocked: (id: string) => new AwsError('SnapshotNotLocked', `The snapshot ${id} is not locked.`),
  modificationState: (message: string) => new AwsError('IncorrectModificationState', message),
  invalid: (message: string) => new AwsError('InvalidParameterValue', message),
  combination: (message: string) => new AwsError('InvalidParameterCombination', message),
  missing: (member: string) => new AwsError('MissingParameter', `The request must contain the parameter ${member}`),
  invalidZone: (volumeId: string, instanceId: string) => new AwsError('InvalidVolume.ZoneMismatch', `The volume '${volumeId}' is not in the same availability zone as instance '${instanceId}'`),
  attachmentNotFound: (message: string) => new AwsError('InvalidAttachment.NotFound', message),
  zone: (zone: string) => new AwsError('InvalidZone.NotFound', `The zone '${zone}' does not exist.`),
  idempotentMismatch: () => new AwsError('IdempotentParameterMismatch', 'The client token you have provided is associated with a request with different parameters.'),
  denied: (message: string) => new AwsError('UnauthorizedOperation', message, { status: 403 }),
  serviceUnavailable: () => new AwsError('ServiceUnavailable', 'The request has failed due to a temporary failure of the server.', { status: 503 }),
  noCapacity: noVolumeCapacity,
  dryRun: () => new AwsError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', { status: 412 }),
  /** A parameter of the API that would change the outcome and is not simulated. */
  unsupported: (operation: string, member: string) => new AwsError('UnsupportedOperation', `The sandbox does not simulate ${member} of ${operation}; leave it out.`),
};
