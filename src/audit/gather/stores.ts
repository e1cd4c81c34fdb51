import type { StoreConfig } from '#contract/config.schema';
import type { Posture } from '#contract/events';
import type { Fact, OtherPointsFact, StoreFact, WindowFact } from '../facts.ts';
import { arnOf } from './arn-of.ts';
import { unread, reasonOf } from './look.ts';
import type { Look } from './look.ts';

/** Every store of the config as its pointer leads to it: settings, how far back any second can be restored, and the points that AWS Backup does not make. */
export async function readStores(look: Look): Promise<readonly Fact[]> {
  const facts: Fact[] = [];
  for (const store of look.stores) {
    const fact = await storeFact(look, store);
    facts.push(fact, ...windowsOf(store, fact), ...(fact.resource === null ? [] : await otherPoints(look, { ...store, resource: fact.resource })));
  }
  return facts;
}

async function storeFact(look: Look, store: StoreConfig): Promise<StoreFact> {
  const { id, service, region } = store;
  const account = look.config.accounts[store.account].id;
  const base = { kind: 'store', id: `store/${id}`, account, region, store: id, service } as const;
  const gone = (gap: string): StoreFact => ({ ...base, resource: null, arn: null, gap, posture: {}, tags: {} });
  const modules = look.services.get(service);
  if (modules === undefined) return gone(`no probe knows the service ${service}`);
  try {
    const resource = await modules.resolve(look.context, store);
    if (resource === null) return gone(`the parameter ${store.pointer} does not exist, so nothing leads to it`);
    const posture = await modules.posture.read(look.context, { store: id, account, region, resource, pointer: store.pointer });
    return { ...base, resource, arn: arnOf(service, { account, region, resource }), gap: null, posture, tags: tagsOf(posture) };
  } catch (error) {
    return gone(reasonOf(error));
  }
}

function tagsOf(posture: Posture): Readonly<Record<string, string>> {
  const tags = posture['tags'];
  return Object.fromEntries((Array.isArray(tags) ? tags : []).map((one) => [String(one).split('=')[0] ?? '', String(one).split('=').slice(1).join('=')]));
}

/** Where point-in-time recovery is on: RDS and DynamoDB say it in their settings. What a vault keeps as a continuous point is the same log. */
function windowsOf({ id, service }: StoreConfig, { account, region, posture }: StoreFact): readonly WindowFact[] {
  const base = { kind: 'window', account, region, store: id } as const;
  const days = service === 'rds' ? posture['backupRetentionDays'] : service === 'dynamodb' ? posture['pointInTimeRecoveryDays'] : 0;
  if (typeof days !== 'number' || days === 0) return [];
  return [{ ...base, id: `window/${id}`, how: service === 'rds' ? 'the automated backups of the instance' : 'the point-in-time recovery of the table', days }];
}

/** Backups that no vault holds, each read by the probe of its service as the only one there is. */
async function otherPoints(look: Look, store: StoreConfig): Promise<readonly Fact[]> {
  const facts: Fact[] = [];
  for (const backup of store.backups.filter(({ kind }) => kind === 's3-copy' || kind === 'opensearch-snapshots' || kind === 'source-files')) {
    const place = { account: look.config.accounts[backup.account].id, region: backup.region };
    try {
      const read = await look.services.get(store.service)?.points.read(look.context, { ...store, backups: [backup] }, 'end');
      if (read === undefined) continue;
      const points: OtherPointsFact['points'] = read.points.map(({ id, madeBy, createdAt, availableAt, status }) => ({ id, madeBy, createdAt, availableAt, status }));
      facts.push({ kind: 'other-points', id: `other-points/${backup.id}`, ...place, store: store.id, backup: backup.id, backupKind: backup.kind, resource: backup.resource, points, complete: read.complete });
      if (!read.complete) facts.push(unread({ about: 'other-points', what: `points of ${backup.id}`, place }, new Error('the listing did not come to its end')));
    } catch (error) {
      facts.push(unread({ about: 'other-points', what: `points of ${backup.id}`, place }, error));
    }
  }
  return facts;
}
