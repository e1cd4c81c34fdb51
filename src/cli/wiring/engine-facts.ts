import type { RunStarted } from '#contract/events';
import type { OnProgress } from '#engines/fetch/progress';
import { findOpenSearch } from '#engines/opensearch/opensearch-install';
import { postgresStatus } from '#engines/postgres/postgres-status';
import { findTools } from '#engines/postgres-tools/find-tools';
import { versionOf } from './package-info.ts';

type Engines = RunStarted['engines'];

/** The engines behind a run with their versions, for its first fact: what is real in it, and what is missing by name. */
export async function engineFacts(services: readonly string[], onProgress?: OnProgress): Promise<Engines> {
  return [
    { name: 'redrill sandbox', version: versionOf(), how: 'local AWS account: S3, RDS, DynamoDB, OpenSearch Service, EFS, EC2 with EBS, AWS Backup, KMS, SSM, STS, CloudTrail' },
    { name: 'Node', version: process.versions.node, how: 'runs harness, platform and sandbox' },
    { name: 'SQLite', version: process.versions['sqlite'] ?? 'unknown', how: 'catalogue of the sandbox, in Node' },
    ...(services.includes('rds') ? [await postgresFact(), await toolsFact()] : []),
    ...(services.includes('opensearch') ? await searchFacts(onProgress) : []),
  ];
}

async function postgresFact(): Promise<Engines[number]> {
  const status = await postgresStatus();
  return status.kind === 'real' ? { name: 'PostgreSQL', version: status.version, how: `a server per instance, ${status.how}` } : { name: 'PostgreSQL', version: 'missing', how: status.gap };
}

/** Fetched here when they are not on this machine, before drill time is spent on it. */
async function toolsFact(): Promise<Engines[number]> {
  const tools = await findTools();
  return tools.kind === 'found' ? { name: 'PostgreSQL tools', version: tools.version, how: `independent witnesses, ${tools.how}` } : { name: 'PostgreSQL tools', version: 'missing', how: tools.gap };
}

/** Fetched and warmed up here when they are not on this machine, before drill time is spent on it. */
async function searchFacts(onProgress?: OnProgress): Promise<Engines> {
  const found = await findOpenSearch({ fetch: true, ...(onProgress === undefined ? {} : { onProgress }) });
  if (found.kind === 'gap') return [{ name: 'OpenSearch', version: 'missing', how: found.gap }];
  const { install } = found;
  const lost = install.without.length === 0 ? '' : `, without ${install.without.join(', ')}`;
  if (install.kind === 'own') return [{ name: 'OpenSearch', version: install.version, how: `${install.how}${lost}` }];
  return [{ name: 'OpenSearch', version: install.version, how: `a server per domain, ${install.how}, SHA-256 ${install.sha256}${lost}` }, { name: 'Java', version: install.java.version, how: install.java.how }];
}
