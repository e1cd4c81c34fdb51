import type { Client } from 'pg';
import { SUPERUSER } from '#engines/postgres/template-cluster';
import type { EngineInstance } from './db-engine.ts';
import type { EngineParts } from './engine-parts.ts';
import { serverParameters } from './parameters.ts';
import { sqlName, sqlText } from './sql-text.ts';

export interface Master {
  readonly user: string;
  readonly password: string;
  readonly database: string | null;
}

/** What rds_superuser may on RDS and a server of ours grants as it is: no superuser, but everything that watches and ends sessions. */
const RDS_SUPERUSER = ['pg_monitor', 'pg_signal_backend', 'pg_checkpoint', 'pg_maintain', 'pg_create_subscription', 'pg_use_reserved_connections'];

/** A new cluster from the template, running, with the roles of RDS and the master user's database. */
export async function createCluster({ host }: Pick<EngineParts, 'host'>, instance: EngineInstance, master: Master): Promise<void> {
  const { template, secret } = await host.install();
  const { resourceId } = instance;
  await host.cloneTemplate(resourceId);
  await host.run(resourceId, { parameters: serverParameters(instance.parameters) });
  await host.session(resourceId, async (client) => {
    await client.query(`ALTER ROLE ${sqlName(SUPERUSER)} PASSWORD ${sqlText(secret)}`);
    await addMaster(client, master);
  }, { password: template.secret });
}

async function addMaster(client: Client, { user, password, database }: Master): Promise<void> {
  await client.query(`CREATE ROLE rds_superuser; GRANT ${RDS_SUPERUSER.join(', ')} TO rds_superuser WITH ADMIN OPTION`);
  await client.query(`CREATE ROLE ${sqlName(user)} LOGIN NOSUPERUSER CREATEDB CREATEROLE PASSWORD ${sqlText(password)}; GRANT rds_superuser TO ${sqlName(user)}`);
  await client.query(`ALTER DATABASE postgres OWNER TO ${sqlName(user)}`);
  if (database !== null && database !== 'postgres') await client.query(`CREATE DATABASE ${sqlName(database)} OWNER ${sqlName(user)} STRATEGY file_copy`);
}
