import type { RunStarted } from '#contract/events';
import { postgresStatus } from '#engines/postgres/postgres-status';
import { findTools } from '#engines/postgres-tools/find-tools';
import { versionOf } from './package-info.ts';

/** The engines behind a run with their versions, for its first fact: what is real in it, and what is missing by name. */
export async function engineFacts(services: readonly string[]): Promise<RunStarted['engines']> {
  return [
    { name: 'redrill sandbox', version: versionOf(), how: 'local AWS account: S3, RDS, AWS Backup, KMS, SSM, STS, CloudTrail' },
    { name: 'Node', version: process.versions.node, how: 'runs harness, platform and sandbox' },
    { name: 'SQLite', version: process.versions['sqlite'] ?? 'unknown', how: 'catalogue of the sandbox, in Node' },
    ...(services.includes('rds') ? [await postgresFact(), await toolsFact()] : []),
  ];
}

async function postgresFact(): Promise<RunStarted['engines'][number]> {
  const status = await postgresStatus();
  return status.kind === 'real' ? { name: 'PostgreSQL', version: status.version, how: `a server per instance, ${status.how}` } : { name: 'PostgreSQL', version: 'missing', how: status.gap };
}

/** Fetched here when they are not on this machine, before drill time is spent on it. */
async function toolsFact(): Promise<RunStarted['engines'][number]> {
  const tools = await findTools();
  return tools.kind === 'found' ? { name: 'PostgreSQL tools', version: tools.version, how: `independent witnesses, ${tools.how}` } : { name: 'PostgreSQL tools', version: 'missing', how: tools.gap };
}
