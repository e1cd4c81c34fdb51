import type { Place } from '../../service.ts';
import type { DeliveringService } from '../s3/write-as-service.ts';

/** Types whose resources are recorded here: what the platform's stores are. */
export const RECORDED_TYPES = ['AWS::S3::Bucket', 'AWS::RDS::DBInstance', 'AWS::DynamoDB::Table', 'AWS::EFS::FileSystem', 'AWS::EC2::Volume', 'AWS::OpenSearch::Domain'] as const;

export type RecordedType = (typeof RECORDED_TYPES)[number];

/** A region's recorder of one account. */
export interface Recorder extends Place {
  readonly name: string;
  readonly roleArn: string;
  /** Null: all that can be recorded. */
  readonly types: readonly RecordedType[] | null;
  readonly recording: boolean;
  readonly startedMicros: number | null;
  readonly stoppedMicros: number | null;
  readonly changedMicros: number;
  /** The last event of CloudTrail's history that was looked at. */
  readonly seenSeq: number;
  /** When it looks again although nobody called: something is still changing, or a day has passed. */
  readonly lookAgainMicros: number | null;
}

/** Where what was recorded goes. */
export interface Channel extends Place {
  readonly name: string;
  readonly bucket: string;
  readonly prefix: string | null;
  /** The last item that lies in the bucket. */
  readonly deliveredSeq: number;
  readonly attempted: { readonly atMicros: number; readonly error: string | null } | null;
  readonly deliveredMicros: number | null;
}

/** A resource as it was at one moment. */
export interface Item extends Place {
  readonly seq: number;
  readonly type: RecordedType;
  readonly id: string;
  readonly name: string | null;
  readonly status: 'ResourceDiscovered' | 'OK' | 'ResourceDeleted';
  readonly atMicros: number;
  /** Digest of everything below. */
  readonly digest: string;
  readonly arn: string;
  readonly zone: string | null;
  readonly createdMicros: number | null;
  readonly tags: Readonly<Record<string, string>>;
  /** JSON; empty for what is gone. */
  readonly configuration: string;
}

/** A resource as it is now. */
export interface Seen {
  readonly type: RecordedType;
  readonly id: string;
  readonly name: string | null;
  readonly arn: string;
  readonly zone: string | null;
  readonly createdMicros: number | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly configuration: object;
  /** On its way to another state, which nobody will tell. */
  readonly changing: boolean;
}

/** AWS Config as the bucket's policy sees it. */
export function deliveryOf({ account, region }: Place): DeliveringService {
  return { principal: 'config.amazonaws.com', account, sourceArn: `arn:aws:config:${region}:${account}:delivery-channel` };
}

/** What the keys of a channel's files begin with. */
export function historyFolder({ prefix, account, region }: Pick<Channel, 'prefix' | 'account' | 'region'>): string {
  return `${prefix === null ? '' : `${prefix}/`}AWSLogs/${account}/Config/${region}`;
}
