import type { AwsAccess } from '#contract/aws';

/** The same principal in another region: keys and sessions are good in all of them, a request is signed for one. */
export function inRegion(access: AwsAccess, region: string): AwsAccess {
  return access.region === region ? access : { ...access, region };
}
