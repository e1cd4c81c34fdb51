import type { RDSClient } from '@aws-sdk/client-rds';
import { rdsSdk } from './with-rds.ts';

/** The parameters that a group sets itself, with their values; those of the engine are left out. */
export async function ownParameters(client: RDSClient, group: string): Promise<Readonly<Record<string, string>>> {
  const own: Record<string, string> = {};
  let marker: string | undefined;
  do {
    const page = await client.send(new (rdsSdk().DescribeDBParametersCommand)({ DBParameterGroupName: group, Source: 'user', ...(marker === undefined ? {} : { Marker: marker }) }));
    for (const { ParameterName, ParameterValue } of page.Parameters ?? []) if (ParameterName !== undefined && ParameterValue !== undefined) own[ParameterName] = ParameterValue;
    marker = page.Marker;
  } while (marker !== undefined);
  return own;
}
