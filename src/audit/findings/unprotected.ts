import { named } from '../answer.ts';
import type { ResourceFact } from '../facts.ts';
import type { Known } from '../known.ts';
import { waysOf } from '../points.ts';
import { takenBy } from '../taken-by.ts';
import { finding } from './finding.ts';
import type { AuditFinding } from './finding.ts';

/** Stores, other resources and configuration that no backup holds. */
export function unprotected(known: Known): readonly AuditFinding[] {
  return [...stores(known), ...withoutSeparateCopy(known), ...resources(known), ...configuration(known)];
}

const IN_VAULTS = new Set(['s3', 'rds', 'dynamodb', 'efs', 'ebs']);

function stores(known: Known): readonly AuditFinding[] {
  return known.of('store').filter((store) => store.gap === null && IN_VAULTS.has(store.service) && takenBy(known, store).length === 0).map((store) => finding({
    cause: 'store.untaken',
    severity: 'high',
    title: `No backup plan takes ${store.store}`,
    detail: `${store.arn ?? store.resource ?? ''} bears ${tagText(store.tags)}, and no selection names it or selects by one of these.`,
    claim: 'DR-C10',
    store: store.store,
    edit: editOf(known),
    rests: [store, ...known.of('plan')],
  }));
}

/** What a plan would have to see. */
function editOf(known: Known): string {
  const by = known.of('plan').flatMap(({ selections }) => selections.map((one) => one.by));
  return by.length === 0 ? 'Make a backup plan with a selection that takes it.' : `Give it the tag that a plan selects by: ${named(by)}.`;
}

function withoutSeparateCopy(known: Known): readonly AuditFinding[] {
  return known.of('store').filter((store) => store.gap === null && store.service === 'opensearch' && !waysOf(known, store).some(({ reach, moments }) => reach === 'account' && moments.length > 0) && !copiedSources(known, store.store)).map((store) => finding({
    cause: 'search.no-separate-copy',
    severity: 'high',
    title: `Nothing that ${store.store} could be made from lies in a separate account`,
    detail: 'Its source files and snapshots lie in the account of the platform: whoever has that account has all of them. DR-C9 promises daily copies in a separate account.',
    claim: 'DR-C9',
    store: store.store,
    edit: 'Copy the source files into the backup account daily, as the portal\'s files are.',
    rests: [store, ...known.of('other-points').filter((one) => one.store === store.store)],
  }));
}

function copiedSources(known: Known, store: string): boolean {
  const sources = known.of('other-points').filter((one) => one.store === store && one.backupKind === 'source-files');
  return known.of('bucket').some(({ name, replicas }) => sources.some(({ resource }) => resource === name) && replicas.some(({ bucket }) => known.of('bucket').some((one) => one.name === bucket && one.account !== known.scope.accounts.platform)));
}

/** Resources beside the stores: copies, snapshots and what redrill itself keeps are no data of their own. */
function resources(known: Known): readonly AuditFinding[] {
  const ofStores = new Set(known.of('store').map(({ arn }) => arn));
  const copies = new Set([...known.scope.stores.flatMap(({ backups }) => backups.filter(({ kind }) => kind !== 'source-files').map(({ resource }) => resource)), ...known.of('bucket').flatMap(({ replicas }) => replicas.map(({ bucket }) => bucket))]);
  const copied = new Set(known.scope.stores.flatMap(({ backups }) => backups.map(({ resource }) => resource)));
  const loose = known.of('resource').filter((one) => one.account === known.scope.accounts.platform && IN_VAULTS.has(one.service) && !ofStores.has(one.arn) && !copies.has(one.name) && !copied.has(one.name) && !isHarness(one) && takenBy(known, one).length === 0);
  return loose.map((one) => finding({
    cause: `resource.untaken.${one.arn}`,
    severity: 'medium',
    title: `No backup plan takes ${one.arn}`,
    detail: `It is no store of the config and no copy of one; it bears ${tagText(one.tags)}. Whether somebody needs it is not known.`,
    claim: 'DR-C10',
    edit: `${editOf(known)} Or note that it may be lost.`,
    rests: [one],
  }));
}

/** What redrill keeps itself, and what its owner marks as copies or snapshots of something else. */
function isHarness({ name, tags }: ResourceFact): boolean {
  return name.startsWith('redrill-') || Object.keys(tags).some((key) => key.startsWith('redrill:own')) || /(snapshots|copy|copies)$/.test(tags['purpose'] ?? '');
}

interface Names {
  readonly what: string;
  readonly account: string;
  readonly region: string;
  readonly names: readonly string[];
  readonly fact: { readonly id: string };
}

function configuration(known: Known): readonly AuditFinding[] {
  const keys = known.of('key').filter(({ manager }) => manager === 'CUSTOMER').map((key): Names => ({ what: 'keys that recovery points rest on', account: key.account, region: key.region, names: [key.arn], fact: key }));
  const told = known.of('configuration').filter(({ names }) => names.length > 0).map((one): Names => ({ ...one, fact: one }));
  return [...Map.groupBy([...told, ...keys], ({ what }) => what)].map(([what, places]) => finding({
    cause: `configuration.${what}`,
    severity: 'medium',
    title: `No backup holds the ${places.reduce((sum, { names }) => sum + names.length, 0)} ${what}`,
    detail: `${places.map(({ account, region, names }) => `${named(names)} of account ${account}, ${region}`).join('; ')}: AWS Backup covers none of these, and after a loss of the account or the region they are made anew from whatever describes them.`,
    edit: 'Keep their definitions outside the account, and drill that they can be applied.',
    rests: places.map(({ fact }) => fact),
  }));
}

function tagText(tags: Readonly<Record<string, string>>): string {
  const texts = Object.entries(tags).map(([key, value]) => `${key}=${value}`);
  return texts.length === 0 ? 'no tags' : `the tags ${named(texts)}`;
}
