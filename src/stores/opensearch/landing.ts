import type { AwsAccess } from '#contract/aws';
import { RedrillError } from '#kit/redrill-error';
import { readPointer } from '#targets/pointer';

/** Where the platform lands every file before it indexes it. */
export interface LandingPlace {
  readonly bucket: string;
  readonly prefix: string;
}

/** The parameter by which the ingestion finds it: beside the pointer of the store. */
export function landingParameter(pointer: string): string {
  return `${pointer}/sources`;
}

/** The landing place of a store; null where nothing is landed, so that an index is all there is. */
export async function readLanding(access: AwsAccess, pointer: string): Promise<LandingPlace | null> {
  const value = await readPointer(access, landingParameter(pointer));
  if (value === null) return null;
  const match = /^s3:\/\/([a-z0-9][a-z0-9.-]+)\/(.*)$/.exec(value);
  if (match?.[1] === undefined || match[2] === undefined) throw new RedrillError('opensearch.BadLanding', `the parameter ${landingParameter(pointer)} says ${JSON.stringify(value)}, expected s3://bucket/prefix/`, { actor: 'platform' });
  return { bucket: match[1], prefix: match[2] };
}
