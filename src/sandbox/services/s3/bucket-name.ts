import { errors } from './errors.ts';

const RESERVED = /^(xn--|sthree-|amzn-s3-demo-)|(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/;

/** A name as the S3 guide's "bucket naming rules" for general purpose buckets allow it. Throws InvalidBucketName. */
export function requireBucketName(name: string): string {
  const wellFormed = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes('..') && !/^\d+\.\d+\.\d+\.\d+$/.test(name) && !RESERVED.test(name);
  if (!wellFormed) throw errors.invalidBucketName(name);
  return name;
}
