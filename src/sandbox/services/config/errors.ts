import { AwsError } from '../../service.ts';

/** AWS Config's errors in its own words. */
export const errors = {
  validation: (message: string) => new AwsError('ValidationException', message),
  unsupported: (operation: string, member: string) => new AwsError('ValidationException', `The sandbox does not simulate ${member} of ${operation}; leave it out`),
  recordingGroup: (message: string) => new AwsError('InvalidRecordingGroupException', message),
  role: (arn: string) => new AwsError('InvalidRoleException', `The role ARN is not valid: '${arn}'.`),
  tooManyRecorders: (name: string) => new AwsError('MaxNumberOfConfigurationRecordersExceededException', `Failed to put configuration recorder '${name}' because the maximum number of configuration recorders: 1 is reached.`),
  noRecorder: (name: string) => new AwsError('NoSuchConfigurationRecorderException', `Cannot find configuration recorder with the specified name '${name}'.`),
  recorderNeeded: () => new AwsError('NoAvailableConfigurationRecorderException', 'Configuration recorder is not available to put delivery channel.'),
  recorderNeededToRead: () => new AwsError('NoAvailableConfigurationRecorderException', 'There are no configuration recorders available to provide the role needed to describe your resources. Create a configuration recorder.'),
  tooManyChannels: (name: string) => new AwsError('MaxNumberOfDeliveryChannelsExceededException', `Failed to put delivery channel '${name}' because the maximum number of delivery channels: 1 is reached.`),
  noChannel: (name: string) => new AwsError('NoSuchDeliveryChannelException', `Cannot find delivery channel with specified name '${name}'.`),
  channelNeeded: () => new AwsError('NoAvailableDeliveryChannelException', 'Delivery channel is not available to start configuration recorder.'),
  channelInUse: (name: string) => new AwsError('LastDeliveryChannelDeleteFailedException', `Failed to delete last specified delivery channel with name '${name}', because there is a running configuration recorder.`),
  noBucket: (name: string) => new AwsError('NoSuchBucketException', `Cannot find a S3 bucket with an empty bucket name or that is not there: '${name}'.`),
  deliveryPolicy: (name: string, prefix: string | null) => new AwsError('InsufficientDeliveryPolicyException', `Insufficient delivery policy to s3 bucket: ${name}, unable to write to bucket, provided s3 key prefix is '${String(prefix)}', provided kms key is 'null'.`),
  notDiscovered: (type: string, id: string) => new AwsError('ResourceNotDiscoveredException', `Resource ${id} of resourceType:${type} is unknown or has not been discovered`),
  timeRange: () => new AwsError('InvalidTimeRangeException', 'The specified time range is not valid. The earlier time is not chronologically before the later time.'),
  limit: (given: unknown) => new AwsError('InvalidLimitException', `The limit ${String(given)} is not valid: 0 to 100.`),
  nextToken: () => new AwsError('InvalidNextTokenException', 'The nextToken provided is invalid'),
};
