import { createRequire } from 'node:module';
import type { DomainStatus, OpenSearchClient } from '@aws-sdk/client-opensearch';
import type { AwsAccess } from '#contract/aws';
import { RedrillError } from '#kit/redrill-error';
import { opensearchClient } from '#targets/clients';
import { readPointer } from '#targets/pointer';
import { openSearch } from './open-search.ts';
import type { SearchClient } from './search-client.ts';

const load = createRequire(import.meta.url);

/** The SDK of OpenSearch Service, loaded when it is needed. */
export function opensearchSdk(): typeof import('@aws-sdk/client-opensearch') {
  return load('@aws-sdk/client-opensearch') as typeof import('@aws-sdk/client-opensearch');
}

/** The control plane for one piece of work. */
export async function withControl<T>(access: AwsAccess, work: (client: OpenSearchClient) => Promise<T>): Promise<T> {
  const client = opensearchClient(access);
  try {
    return await work(client);
  } finally {
    client.destroy();
  }
}

/** What the service says of a domain; null when there is none of that name, or it is being deleted. */
export async function describeDomain(access: AwsAccess, name: string): Promise<DomainStatus | null> {
  try {
    const { DomainStatus: status } = await withControl(access, (client) => client.send(new (opensearchSdk().DescribeDomainCommand)({ DomainName: name })));
    return status === undefined || status.Deleted === true ? null : status;
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') return null;
    throw error;
  }
}

/** Where a domain answers: https on AWS, plain http on loopback in the sandbox. Throws `opensearch.NoDomain` or `opensearch.NoEndpoint`. */
export async function originOf(access: AwsAccess, name: string): Promise<URL> {
  const domain = await describeDomain(access, name);
  if (domain === null) throw new RedrillError('opensearch.NoDomain', `there is no search domain ${name} in account ${access.account}, ${access.region}`, { actor: 'platform' });
  return originOfStatus(access, domain);
}

/** The same for a domain that was described already. */
export function originOfStatus(access: AwsAccess, { DomainName, Endpoint, Endpoints }: DomainStatus): URL {
  const host = Endpoint ?? Endpoints?.['vpc'];
  if (host === undefined || host === '') throw new RedrillError('opensearch.NoEndpoint', `the search domain ${DomainName ?? ''} has no endpoint yet: it is still being made`, { actor: 'platform' });
  return new URL(host.includes('://') ? host : `${access.endpoint === null ? 'https' : 'http'}://${host}`);
}

/** Opens the domain that a store is bound to, for one piece of work. */
export async function withDomain<T>(access: AwsAccess, name: string, work: (client: SearchClient) => Promise<T>): Promise<T> {
  return withSearch(access, await originOf(access, name), work);
}

/** Opens whatever domain is behind an address, for one piece of work. */
export async function withSearch<T>(access: AwsAccess, origin: URL, work: (client: SearchClient) => Promise<T>): Promise<T> {
  const client = openSearch(access, origin);
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

/** What a pointer such as `http://127.0.0.1:9200/datasets` leads to. */
export interface SearchPointer {
  readonly origin: URL;
  readonly alias: string;
}

/** Reads the address that the application uses. Throws `opensearch.NoPointer` or `opensearch.BadPointer`. */
export async function pointerOf(access: AwsAccess, name: string): Promise<SearchPointer> {
  const value = await readPointer(access, name);
  if (value === null) throw new RedrillError('opensearch.NoPointer', `the parameter ${name} does not exist`, { actor: 'platform' });
  return parsePointer(value, name);
}

/** The parts of a pointer's value. */
export function parsePointer(value: string, name: string): SearchPointer {
  const url = URL.canParse(value) ? new URL(value) : null;
  const alias = url?.pathname.slice(1) ?? '';
  if (url === null || !/^https?:$/.test(url.protocol) || !/^[a-z0-9][a-z0-9._-]*$/.test(alias)) throw new RedrillError('opensearch.BadPointer', `the parameter ${name} says ${JSON.stringify(value)}, expected an address such as https://search-portal.us-west-2.es.amazonaws.com/datasets`, { actor: 'platform' });
  return { origin: new URL(url.origin), alias };
}

/** The value that leads the application to an alias of a domain. */
export function pointerValue(origin: URL, alias: string): string {
  return `${origin.origin}/${alias}`;
}
