import { AwsError } from '../../service.ts';

/** CloudTrail's errors in CloudTrail's words. */
export const errors = {
  unsupported: (member: string) => new AwsError('UnsupportedOperationException', `The sandbox does not simulate ${member}; leave it out`),
  trailName: (message: string) => new AwsError('InvalidTrailNameException', message),
  trailExists: (name: string, account: string) => new AwsError('TrailAlreadyExistsException', `Trail ${name} already exists for customer: ${account}`),
  noTrail: (name: string, account: string) => new AwsError('TrailNotFoundException', `Unknown trail: ${name} for the user: ${account}`),
  tooManyTrails: (account: string, most: number, region: string) => new AwsError('MaximumNumberOfTrailsExceededException', `User: ${account} already has ${most} trails in ${region}.`),
  homeRegion: (arn: string, region: string) => new AwsError('InvalidHomeRegionException', `The trail ${arn} cannot be changed here. Its home region is ${region}.`),
  bucketName: (name: string) => new AwsError('InvalidS3BucketNameException', `Bucket name is not valid: ${name}`),
  noBucket: (name: string) => new AwsError('S3BucketDoesNotExistException', `S3 bucket ${name} does not exist!`),
  bucketPolicy: (name: string) => new AwsError('InsufficientS3BucketPolicyException', `Incorrect S3 bucket policy is detected for bucket: ${name}`),
  prefix: (prefix: string) => new AwsError('InvalidS3PrefixException', `S3 prefix is longer than 200 characters or has characters that are not allowed: ${prefix}`),
  combination: (message: string) => new AwsError('InvalidParameterCombinationException', message),
  selectors: (message: string) => new AwsError('InvalidEventSelectorsException', message),
  throttled: () => new AwsError('ThrottlingException', 'Rate exceeded'),
  lookupAttributes: (message: string) => new AwsError('InvalidLookupAttributesException', message),
  timeRange: () => new AwsError('InvalidTimeRangeException', 'The start time is after the end time.'),
  maxResults: (given: unknown) => new AwsError('InvalidMaxResultsException', `${String(given)} is no valid MaxResults: 1 to 50.`),
  nextToken: () => new AwsError('InvalidNextTokenException', 'The token is invalid, or was not made for the same attributes and time range.'),
  eventCategory: (given: string) => new AwsError('InvalidEventCategoryException', `The sandbox has management events only, not the category ${given}; leave EventCategory out`),
};
