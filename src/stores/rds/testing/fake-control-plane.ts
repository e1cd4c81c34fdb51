import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { AwsAccess, Principal } from '#contract/aws';

/** What DescribeDBInstances and GetParameter answer: enough of a control plane to find a database. */
export interface FakeControlPlane {
  /** DBInstanceIdentifier -> its endpoint; null for one without. */
  readonly instances: Map<string, { readonly port: number; readonly database: string } | null>;
  /** Automated backups, told one to a page. */
  readonly backups: FakeBackup[];
  /** SSM parameters. */
  readonly parameters: Map<string, string>;
  access(principal: Principal): AwsAccess;
  close(): void;
}

interface FakeBackup {
  readonly identifier: string;
  readonly latest: string;
  readonly continuousArn?: string;
}

/** Starts it on a free port of 127.0.0.1. */
export async function startFakeControlPlane(): Promise<FakeControlPlane> {
  const instances: FakeControlPlane['instances'] = new Map();
  const parameters: FakeControlPlane['parameters'] = new Map();
  const backups: FakeBackup[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const target = request.headers['x-amz-target'];
      const [status, type, answer] = target === undefined ? rds({ instances, backups }, new URLSearchParams(body)) : parameter(parameters, (JSON.parse(body) as { Name: string }).Name);
      response.writeHead(status, { 'content-type': type }).end(answer);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const credentials = (): Promise<{ accessKeyId: string; secretAccessKey: string }> => Promise.resolve({ accessKeyId: 'AKIAFAKE', secretAccessKey: 'fake' });
  return {
    instances, backups, parameters,
    access: (principal) => ({ principal, account: '111111111111', region: 'us-west-2', endpoint, credentials, refresh: credentials }),
    close: () => { server.close(); server.closeAllConnections(); },
  };
}

type Answer = readonly [status: number, type: string, body: string];

function rds({ instances, backups }: Pick<FakeControlPlane, 'instances' | 'backups'>, query: URLSearchParams): Answer {
  const identifier = query.get('DBInstanceIdentifier');
  if (query.get('Action') !== 'DescribeDBInstanceAutomatedBackups') return describe(instances, identifier ?? '');
  const all = backups.filter((backup) => identifier === null || backup.identifier === identifier);
  const at = Number(query.get('Marker') ?? 0);
  const told = all.slice(at, at + 1).map((backup) => `<DBInstanceAutomatedBackup><DbiResourceId>db-${backup.latest}</DbiResourceId><Status>retained</Status><RestoreWindow><LatestTime>${backup.latest}</LatestTime></RestoreWindow>${backup.continuousArn === undefined ? '' : `<AwsBackupRecoveryPointArn>${backup.continuousArn}</AwsBackupRecoveryPointArn>`}</DBInstanceAutomatedBackup>`);
  const marker = at + 1 < all.length ? `<Marker>${at + 1}</Marker>` : '';
  return [200, 'text/xml', `<DescribeDBInstanceAutomatedBackupsResponse xmlns="http://rds.amazonaws.com/doc/2014-10-31/"><DescribeDBInstanceAutomatedBackupsResult><DBInstanceAutomatedBackups>${told.join('')}</DBInstanceAutomatedBackups>${marker}</DescribeDBInstanceAutomatedBackupsResult></DescribeDBInstanceAutomatedBackupsResponse>`];
}

function describe(instances: FakeControlPlane['instances'], identifier: string): Answer {
  const found = instances.get(identifier);
  if (found === undefined) return [404, 'text/xml', `<ErrorResponse xmlns="http://rds.amazonaws.com/doc/2014-10-31/"><Error><Type>Sender</Type><Code>DBInstanceNotFound</Code><Message>DBInstance ${identifier} not found.</Message></Error><RequestId>1</RequestId></ErrorResponse>`];
  const endpoint = found === null ? '' : `<Endpoint><Address>127.0.0.1</Address><Port>${found.port}</Port></Endpoint><DBName>${found.database}</DBName>`;
  return [200, 'text/xml', `<DescribeDBInstancesResponse xmlns="http://rds.amazonaws.com/doc/2014-10-31/"><DescribeDBInstancesResult><DBInstances><DBInstance><DBInstanceIdentifier>${identifier}</DBInstanceIdentifier><DBInstanceStatus>${found === null ? 'creating' : 'available'}</DBInstanceStatus>${endpoint}</DBInstance></DBInstances></DescribeDBInstancesResult></DescribeDBInstancesResponse>`];
}

function parameter(parameters: FakeControlPlane['parameters'], name: string): Answer {
  const value = parameters.get(name);
  return value === undefined ? [400, 'application/x-amz-json-1.1', JSON.stringify({ __type: 'ParameterNotFound', message: '' })] : [200, 'application/x-amz-json-1.1', JSON.stringify({ Parameter: { Name: name, Value: value, Type: 'String' } })];
}
