import { AwsError } from '../../service.ts';

/** CloudTrail's errors in CloudTrail's words. */
export const errors = {
  throttled: () => new AwsError('ThrottlingException', 'Rate exceeded'),
  lookupAttributes: (message: string) => new AwsError('InvalidLookupAttributesException', message),
  timeRange: () => new AwsError('InvalidTimeRangeException', 'The start time is after the end time.'),
  maxResults: (given: unknown) => new AwsError('InvalidMaxResultsException', `${String(given)} is no valid MaxResults: 1 to 50.`),
  nextToken: () => new AwsError('InvalidNextTokenException', 'The token is invalid, or was not made for the same attributes and time range.'),
  eventCategory: (given: string) => new AwsError('InvalidEventCategoryException', `The sandbox has management events only, not the category ${given}; leave EventCategory out`),
};
