import type { Needs } from '#contract/permissions';

/** What every drill needs, whatever it breaks: the lease that keeps two drills apart, its announcement before the fault, and a look into the provider's log. Who somebody is may be asked without any right. */
export const alwaysPermissions: Needs = {
  'drill-operator': [
    { actions: ['s3:ListBucket'], on: ['arn:aws:s3:::{lease}'] },
    { actions: ['s3:GetObject', 's3:PutObject'], on: ['arn:aws:s3:::{lease}/redrill/lease.json'] },
    { actions: ['s3:PutObject', 's3:PutObjectRetention'], on: ['arn:aws:s3:::{anchor}/redrill/anchors/*'] },
  ],
  'drill-observer': [{ actions: ['cloudtrail:LookupEvents'], on: ['*'] }],
};
