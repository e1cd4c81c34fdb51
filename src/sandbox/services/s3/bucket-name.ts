import { errors } from './errors.ts';

const RESERVED = /^(xn--|sthree-|amzn-s3-demo-)|(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/;

/** Throws InvalidBucketName for a name that no bucket can have. */
export function requireBucketName(name: string): string {
  if (!isBucketName(name)) throw errors.invalidBucketName(name);
  return name;
}

/** Whether the S3 guide's "bucket naming rules" for general purpose buckets allow a name. */
export function isBucketName(name: string): boolean {
  return /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes('..') && !/^\d+\.\d+\.\d+\.\d+$/.test(name) && !RESERVED.test(name);
}
