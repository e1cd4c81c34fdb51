import { dateOfMicros } from '#kit/dates';
import { wholeSecond } from './file-name.ts';
import type { EventSelector, Trail } from './model.ts';

/** A trail as CreateTrail, UpdateTrail and DescribeTrails tell it. */
export function trailView({ arn, name, bucket, prefix, multiRegion, globalEvents, validated }: Trail): object {
  return {
    Name: name, S3BucketName: bucket, ...(prefix === null ? {} : { S3KeyPrefix: prefix }), IncludeGlobalServiceEvents: globalEvents, IsMultiRegionTrail: multiRegion, TrailARN: arn,
    LogFileValidationEnabled: validated, IsOrganizationTrail: false,
  };
}

/** What GetTrail and DescribeTrails add. */
export function describedTrail(trail: Trail): object {
  return { ...trailView(trail), HomeRegion: trail.region, HasCustomEventSelectors: trail.customSelectors, HasInsightSelectors: false };
}

export function trailStatus({ logging, startedMicros, stoppedMicros, attempted, deliveredMicros, digestAttempted, digestedMicros }: Trail): object {
  return {
    IsLogging: logging,
    ...(attempted === null ? {} : { LatestDeliveryAttemptTime: wholeSecond(attempted.atMicros), LatestDeliveryAttemptSucceeded: attempted.error === null ? wholeSecond(attempted.atMicros) : '', ...(attempted.error === null ? {} : { LatestDeliveryError: attempted.error }) }),
    ...date('LatestDeliveryTime', deliveredMicros), ...date('LatestDigestDeliveryTime', digestedMicros),
    ...(digestAttempted === null || digestAttempted.error === null ? {} : { LatestDigestDeliveryError: digestAttempted.error }),
    ...date('StartLoggingTime', startedMicros), ...date('StopLoggingTime', stoppedMicros),
    TimeLoggingStarted: startedMicros === null ? '' : wholeSecond(startedMicros), TimeLoggingStopped: stoppedMicros === null ? '' : wholeSecond(stoppedMicros),
  };
}

export function selectorView({ readWriteType, management, excludedSources }: EventSelector): object {
  return { ReadWriteType: readWriteType, IncludeManagementEvents: management, DataResources: [], ExcludeManagementEventSources: excludedSources };
}

function date(name: string, micros: number | null): object {
  return micros === null ? {} : { [name]: dateOfMicros(micros) };
}
