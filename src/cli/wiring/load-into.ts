import { statSync } from 'node:fs';
import { cp, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { AwsAccess, ControlPort } from '#contract/aws';
import type { StoreConfig } from '#contract/config.schema';
import { RedrillError, usageError } from '#kit/redrill-error';
import { loadItems } from '#stores/dynamodb/load-items';
import { describeTable, keyOf } from '#stores/dynamodb/describe-table';
import { withItems } from '#stores/dynamodb/with-dynamodb';
import { pointerOf, withSearch } from '#stores/opensearch/domain';
import { readLanding } from '#stores/opensearch/landing';
import { loadDocuments } from '#stores/opensearch/load-documents';
import { grantApplication } from '#stores/rds/grant-application';
import { loadFile } from '#stores/rds/load-file';
import { withDatabase } from '#stores/rds/open-database';
import { readSecret, secretName } from '#stores/rds/read-secret';
import { loadFiles } from '#stores/s3/load-files';
import { withStore } from '#stores/s3/with-s3';
import { readPointer } from '#targets/pointer';

export interface LoadInput {
  readonly access: AwsAccess;
  readonly control: ControlPort;
  readonly store: StoreConfig;
  readonly paths: readonly string[];
  /** RDS: the table that a CSV file goes into. */
  readonly table?: string;
  /** OpenSearch: the alias that documents go through. */
  readonly alias?: string;
  /** S3: what keys begin with. */
  readonly prefix?: string;
}

export interface Loaded {
  readonly what: string;
  /** Null where nobody counts, as for SQL. */
  readonly count: number | null;
  readonly bytes: number | null;
  readonly where: string;
  /** What was left out, each by name or line. */
  readonly problems: readonly string[];
}

/** Loads files of this machine into a store, each service in its own form. */
export function loadInto(input: LoadInput): Promise<Loaded> {
  const { service } = input.store;
  switch (service) {
    case 's3': return intoBucket(input);
    case 'rds': return intoDatabase(input);
    case 'dynamodb': return intoTable(input);
    case 'opensearch': return intoIndex(input);
    case 'efs': return intoFileSystem(input);
    case 'ebs': throw usageError('load.volume', `${input.store.id} is a volume: write to its device yourself; its path is what "redrill sandbox mount ${input.store.id}" prints`);
    default: return service satisfies never;
  }
}

async function intoBucket({ access, store, paths, prefix = '' }: LoadInput): Promise<Loaded> {
  const bucket = await pointed(access, store);
  const { count, bytes, problems } = await withStore(access, (s3) => loadFiles(s3, { bucket, prefix, paths }));
  return { what: 'objects', count, bytes, where: `bucket ${bucket}`, problems };
}

async function intoDatabase({ access, store, paths, table }: LoadInput): Promise<Loaded> {
  const application = await readSecret(access, secretName(store.pointer));
  return withDatabase({ access, identifier: store.resource, secret: `${store.pointer}/admin` }, async (database) => {
    const problems = new Set<string>();
    let rows: number | null = 0;
    let bytes = 0;
    for (const path of paths) {
      const loaded = await loadFile(database, path, table);
      rows = rows === null || loaded.rows === null ? null : rows + loaded.rows;
      bytes += loaded.bytes;
      for (const problem of await grantApplication(database, application.user)) problems.add(problem);
    }
    return { what: rows === null ? 'SQL' : 'rows', count: rows, bytes, where: `database ${store.resource}`, problems: [...problems] };
  });
}

async function intoTable({ access, store, paths }: LoadInput): Promise<Loaded> {
  const table = await pointed(access, store);
  const described = await describeTable(access, table);
  if (described === null) throw usageError('load.no-table', `there is no table ${table}, which the pointer ${store.pointer} names`);
  const { count, problems } = await withItems(access, (items) => loadItems(items, { table, key: keyOf(described), files: ndjsonOnly(paths) }));
  return { what: 'items', count, bytes: null, where: `table ${table}`, problems };
}

async function intoIndex({ access, store, paths, alias }: LoadInput): Promise<Loaded> {
  const pointer = await pointerOf(access, store.pointer);
  const landing = await readLanding(access, store.pointer);
  const through = alias ?? pointer.alias;
  const { count, problems } = await withSearch(access, pointer.origin, (client) => withStore(access, (s3) => loadDocuments({ client, alias: through, landing, s3, files: ndjsonOnly(paths) })));
  return { what: 'documents', count, bytes: null, where: `index ${through} of ${store.resource}`, problems };
}

async function intoFileSystem({ access, control, store, paths }: LoadInput): Promise<Loaded> {
  const fileSystemId = await pointed(access, store);
  const { path } = await control.call('mount', { fileSystemId, account: access.account, region: store.region }) as { readonly path: string | null };
  if (path === null) throw usageError('load.not-mounted', `file system ${fileSystemId} has no mount target: make one first`);
  for (const from of paths) {
    const info = await stat(from).catch(() => { throw usageError('load.no-file', `${from} does not exist: nothing was loaded from it`); });
    await cp(from, info.isDirectory() ? path : join(path, basename(from)), { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  }
  return { what: 'files and folders', count: paths.length, bytes: null, where: `file system ${fileSystemId}`, problems: [] };
}

async function pointed(access: AwsAccess, { id, pointer }: StoreConfig): Promise<string> {
  const value = await readPointer(access, pointer);
  if (value === null) throw new RedrillError('load.no-pointer', `${id}: the parameter ${pointer} does not exist: the account was seeded without this store`);
  return value;
}

function ndjsonOnly(paths: readonly string[]): readonly string[] {
  const other = paths.find((path) => !['.ndjson', '.jsonl'].includes(extname(path).toLowerCase()));
  if (other !== undefined) throw usageError('load.kind', `${other}: expected a file that ends in .ndjson or .jsonl, a JSON object a line`);
  const missing = paths.find((path) => statSync(path, { throwIfNoEntry: false })?.isFile() !== true);
  if (missing !== undefined) throw usageError('load.no-file', `${missing} is no file: nothing was loaded`);
  return paths;
}
