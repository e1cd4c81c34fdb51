import { SANDBOX_REGIONS } from '../../../accounts.ts';
import type { Place } from '../../../service.ts';
import type { DeliveringService } from '../../s3/write-as-service.ts';

/** What of the management events a trail takes; an event that any selector takes is delivered. */
export interface EventSelector {
  readonly readWriteType: 'All' | 'ReadOnly' | 'WriteOnly';
  readonly management: boolean;
  readonly excludedSources: readonly string[];
}

/** How the last attempt to put a file into the bucket went. */
export interface Attempt {
  readonly atMicros: number;
  /** S3's error code; null: the file is there. */
  readonly error: string | null;
}

/** A trail; `region` is its home. */
export interface Trail extends Place {
  readonly arn: string;
  readonly name: string;
  readonly bucket: string;
  readonly prefix: string | null;
  readonly multiRegion: boolean;
  readonly globalEvents: boolean;
  readonly validated: boolean;
  readonly selectors: readonly EventSelector[];
  /** Somebody has changed them. */
  readonly customSelectors: boolean;
  readonly logging: boolean;
  readonly startedMicros: number | null;
  readonly stoppedMicros: number | null;
  readonly attempted: Attempt | null;
  readonly deliveredMicros: number | null;
  readonly digestAttempted: Attempt | null;
  readonly digestedMicros: number | null;
}

export const EVERYTHING: readonly EventSelector[] = [{ readWriteType: 'All', management: true, excludedSources: [] }];

/** The regions whose events a trail takes. */
export function regionsOf({ multiRegion, region }: Pick<Trail, 'multiRegion' | 'region'>): readonly string[] {
  return multiRegion ? SANDBOX_REGIONS : [region];
}

/** CloudTrail as the bucket's policy sees it. */
export function deliveryOf({ account, arn }: Pick<Trail, 'account' | 'arn'>): DeliveringService {
  return { principal: 'cloudtrail.amazonaws.com', account, sourceArn: arn };
}

export function trailArn({ account, region }: Place, name: string): string {
  return `arn:aws:cloudtrail:${region}:${account}:trail/${name}`;
}

/** What the keys of a trail's files begin with. */
export function logFolder({ prefix, account }: Pick<Trail, 'prefix' | 'account'>): string {
  return `${prefix === null ? '' : `${prefix}/`}AWSLogs/${account}`;
}
