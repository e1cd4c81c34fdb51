import { AwsError } from '../../service.ts';

/** EFS's errors in EFS's words; the code stands in the body as well. */
export const errors = {
  badRequest: (message: string) => error('BadRequest', message, 400),
  /** A parameter of the API that would change the outcome and is not simulated. */
  unsupported: (operation: string, member: string) => error('BadRequest', `The sandbox does not simulate ${member} of ${operation}; leave it out.`, 400),
  fileSystemNotFound: (id: string) => error('FileSystemNotFound', `File system '${id}' does not exist.`, 404),
  fileSystemExists: (id: string, token: string) => error('FileSystemAlreadyExists', `File system '${id}' already exists with creation token '${token}'`, 409, { FileSystemId: id }),
  fileSystemInUse: (id: string) => error('FileSystemInUse', `${id} still has mount targets. Delete them before deleting the file system.`, 409),
  fileSystemState: (id: string, state: string) => error('IncorrectFileSystemLifeCycleState', `None of the specified file systems is in the life cycle state 'available': '${id}' is '${state}'.`, 409),
  mountTargetNotFound: (id: string) => error('MountTargetNotFound', `Mount target '${id}' does not exist.`, 404),
  mountTargetConflict: () => error('MountTargetConflict', 'mount target already exists in this AZ', 409),
  mountTargetState: (id: string, state: string) => error('IncorrectMountTargetState', `Mount target '${id}' is '${state}'.`, 409),
  ipInUse: (ip: string) => error('IpAddressInUse', `IP address ${ip} is in use.`, 409),
  zonesMismatch: (zone: string) => error('AvailabilityZonesMismatch', `The mount target must be in the Availability Zone ${zone} of the One Zone file system.`, 400),
  subnetNotFound: (id: string) => error('SubnetNotFound', `The subnet ID '${id}' does not exist`, 400),
  securityGroupNotFound: (id: string) => error('SecurityGroupNotFound', `The security group '${id}' does not exist`, 400),
  accessPointNotFound: (id: string) => error('AccessPointNotFound', `Access point '${id}' does not exist.`, 404),
  accessPointExists: (id: string) => error('AccessPointAlreadyExists', `Access point '${id}' already exists with this client token`, 409, { AccessPointId: id }),
  policyNotFound: (id: string) => error('PolicyNotFound', `File system policy of '${id}' does not exist.`, 404),
  invalidPolicy: (message: string) => error('InvalidPolicyException', message, 400),
  replicationNotFound: (id: string) => error('ReplicationNotFound', `No replication found for file system '${id}'.`, 404),
};

function error(code: string, message: string, status: number, fields: Readonly<Record<string, string>> = {}): AwsError {
  return new AwsError(code, message, { status, fields: { ErrorCode: code, ...fields } });
}
