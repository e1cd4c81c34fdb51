import type { Needs } from '#contract/permissions';

/** What cutting a region off needs of AWS: nothing, it is done from outside. Whoever leads users home again afterwards writes where they go. */
export const regionFaultPermissions: Readonly<Record<string, Needs>> = {
  'region.cut': { 'drill-restorer': [{ actions: ['ssm:GetParameter', 'ssm:PutParameter'], on: ['arn:aws:ssm:{global}:{account}:parameter/portal/entry'] }] },
};
