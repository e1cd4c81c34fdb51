import type { AwsAccess, AwsCredentials, Principal } from '#contract/aws';
import type { SandboxKeys } from '#contract/control';
import { usageError } from '#kit/redrill-error';

/** Access with a principal's long-lived keys, which neither expire nor refresh. */
export function keyAccess(keys: SandboxKeys, place: { readonly user: string; readonly principal: Principal; readonly region: string; readonly endpoint: URL }): AwsAccess {
  const key = Object.hasOwn(keys, place.user) ? keys[place.user] : undefined;
  if (key === undefined) throw usageError('targets.no-keys', `the sandbox has no keys for ${place.user}: start it again with "redrill sandbox up"`);
  const credentials: AwsCredentials = { accessKeyId: key.accessKeyId, secretAccessKey: key.secretAccessKey };
  const same = (): Promise<AwsCredentials> => Promise.resolve(credentials);
  return { principal: place.principal, account: key.account, region: place.region, endpoint: place.endpoint, credentials: same, refresh: same };
}
