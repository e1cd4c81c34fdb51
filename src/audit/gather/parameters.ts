import type { ParameterMetadata, SSMClient } from '@aws-sdk/client-ssm';
import { ssmClient } from '#targets/clients';
import type { Fact, ParameterFact } from '../facts.ts';
import { secretLook } from '../secret-look.ts';
import { attempt, pages, places } from './look.ts';
import type { Look, LookPlace } from './look.ts';

/** Every parameter: its type, and whether a plain one looks like a secret. Values stay here; no fact holds one. */
export async function readParameters(look: Look): Promise<readonly Fact[]> {
  const facts: Fact[] = [];
  for (const place of places(look, { roles: ['platform'], global: true })) facts.push(...(await attempt({ about: 'parameter', what: 'parameters', place }, () => parametersOf(place))));
  return facts;
}

async function parametersOf(place: LookPlace): Promise<readonly Fact[]> {
  const client = ssmClient(place.access);
  try {
    const { DescribeParametersCommand } = await import('@aws-sdk/client-ssm');
    const all: ParameterMetadata[] = [];
    for await (const page of pages((token) => client.send(new DescribeParametersCommand({ MaxResults: 50, ...(token === undefined ? {} : { NextToken: token }) })), ({ NextToken }) => NextToken)) all.push(...(page.Parameters ?? []));
    const facts: Fact[] = [];
    for (const one of all) facts.push(await parameterFact(client, place, one));
    const names = facts.flatMap((fact) => (fact.kind === 'parameter' ? [fact.name] : []));
    return names.length === 0 ? [] : [...facts, { kind: 'configuration', id: `configuration/parameters/${place.region}`, account: place.account, region: place.region, what: 'parameters', names }];
  } finally {
    client.destroy();
  }
}

async function parameterFact(client: SSMClient, { account, region }: LookPlace, { Name: name = '', Type: type = 'String', KeyId }: ParameterMetadata): Promise<ParameterFact> {
  const value = type === 'SecureString' ? '' : await plainValue(client, name);
  return { kind: 'parameter', id: `parameter/${region}${name.startsWith('/') ? '' : '/'}${name}`, account, region, name, type, keyId: KeyId ?? null, looksLike: type === 'SecureString' ? null : secretLook(name, value) };
}

async function plainValue(client: SSMClient, name: string): Promise<string> {
  const { GetParameterCommand } = await import('@aws-sdk/client-ssm');
  const { Parameter } = await client.send(new GetParameterCommand({ Name: name }));
  return Parameter?.Value ?? '';
}
