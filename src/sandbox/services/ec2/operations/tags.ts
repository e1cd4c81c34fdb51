import type { Operation } from '../../../service.ts';
import type { Tags } from '../../ebs/model.ts';
import { errors } from '../errors.ts';
import { filtersOf } from '../filters.ts';
import { snapshotOf, volumeOf } from '../find.ts';
import { checkedTags, list, tagsOf, texts, type Input } from '../input.ts';
import { instanceOf, vpcOf, zonesOf } from '../network.ts';
import { operation, type Scope } from '../operation.ts';
import { page } from '../paging.ts';

const TAGS_MOST = 50;

/** Types of resources by the prefix of their ids. */
const TYPES: Readonly<Record<string, string>> = { vol: 'volume', snap: 'snapshot', i: 'instance', subnet: 'subnet', vpc: 'vpc', sg: 'security-group' };

/** CreateTags, DeleteTags, DescribeTags. */
export const tags: Readonly<Record<string, Operation>> = {
  CreateTags: operation('CreateTags', ['Resources', 'Tags'], (scope, input) => {
    const { state, place } = scope;
    const resources = existing(scope, input);
    const added = checkedTags(tagsOf(input));
    if (Object.keys(added).length === 0) throw errors.missing('Tag');
    for (const id of resources) checkCount(id, { ...state.tags.of(place, id), ...added });
    state.change(() => {
      for (const id of resources) state.tags.add(place, id, added);
    });
  }),
  DeleteTags: operation('DeleteTags', ['Resources', 'Tags'], (scope, input) => {
    const { state, place } = scope;
    const resources = existing(scope, input);
    state.change(() => {
      for (const id of resources) state.tags.drop(place, id, goneKeys(state.tags.of(place, id), input));
    });
  }),
  DescribeTags: operation('DescribeTags', ['Filters', 'MaxResults', 'NextToken'], ({ state, place }, input) => {
    const binned = new Set([...state.volumes.list(place), ...state.snapshots.list(place)].filter(({ bin }) => bin !== null).map(({ id }) => id));
    const rows = state.tags.list(place).filter(({ resource }) => !binned.has(resource)).map((row) => ({ ...row, type: typeOf(row.resource) }));
    const wanted = rows.filter(filtersOf(input, { 'resource-id': ({ resource }) => [resource], 'resource-type': ({ type }) => [type], key: ({ key }) => [key], value: ({ value }) => [value] }, ({ key, value }) => ({ [key]: value })));
    const { shown, ...next } = page(wanted, input, { keyOf: ({ resource, key }) => `${resource} ${key}` });
    return { Tags: shown.map(({ resource, type, key, value }) => ({ ResourceId: resource, ResourceType: type, Key: key, Value: value })), ...next };
  }),
};

/** The resources that a call names, each of which must be there. */
function existing(scope: Scope, input: Input): readonly string[] {
  const ids = texts(input, 'Resources');
  if (ids.length === 0) throw errors.missing('resourceIdSet');
  for (const id of ids) requireResource(scope, id);
  return ids;
}

function requireResource(scope: Scope, id: string): void {
  const { place } = scope;
  switch (typeOf(id)) {
    case 'volume': return void volumeOf(scope, id);
    case 'snapshot': return void snapshotOf(scope, id);
    case 'instance': return check(instanceOf(place).id === id, () => errors.instanceNotFound(id));
    case 'subnet': return check(zonesOf(place).some(({ subnetId }) => subnetId === id), () => errors.notFound('SubnetID', id));
    case 'vpc': return check(vpcOf(place).vpcId === id, () => errors.notFound('VpcID', id));
    case 'security-group': return check(vpcOf(place).groupId === id, () => errors.notFound('Group', id));
    default: throw errors.invalidId(id);
  }
}

function check(holds: boolean, error: () => Error): void {
  if (!holds) throw error();
}

/** A tag without value goes whatever its value; without any tag all go, but for those of AWS. */
function goneKeys(now: Tags, input: Input): readonly string[] {
  const wanted = list(input, 'Tags');
  if (wanted.length === 0) return Object.keys(now).filter((key) => !key.startsWith('aws:'));
  return wanted.filter(({ Key, Value }) => Value === undefined || now[String(Key)] === Value).map(({ Key }) => String(Key));
}

function checkCount(id: string, tags: Tags): void {
  if (Object.keys(tags).filter((key) => !key.startsWith('aws:')).length > TAGS_MOST) throw errors.tagLimit(id);
}

function typeOf(id: string): string | undefined {
  return TYPES[id.split('-')[0] ?? ''];
}
