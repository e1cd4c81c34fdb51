import { dateOfMicros, isDate } from '#kit/dates';
import type { Call, Operation } from '../../../service.ts';
import { errors } from '../errors.ts';
import { itemView } from '../item-view.ts';
import { RECORDED_TYPES, type Item } from '../model.ts';
import { configState } from '../state.ts';

type Input = Readonly<Record<string, unknown>>;

const LARGEST_PAGE = 100;

/** What was recorded. */
export const RESOURCE_OPERATIONS: Readonly<Record<string, Operation>> = {
  GetResourceConfigHistory: history,
  ListDiscoveredResources: (call, input) => {
    const place = { account: call.caller.account, region: call.region };
    const type = typeOf(input);
    if (configState(call.catalogue).recorder(place) === null) throw errors.recorderNeededToRead();
    const ids = (input['resourceIds'] ?? []) as readonly string[];
    const name = input['resourceName'];
    const found = configState(call.catalogue).latest(place).filter((item) => item.type === type && (ids.length === 0 || ids.includes(item.id)) && (typeof name !== 'string' || item.name === name) && (input['includeDeletedResources'] === true || item.status !== 'ResourceDeleted'));
    const { page, nextToken } = pageOf(found, input);
    return { resourceIdentifiers: page.map(identifier), ...nextToken };
  },
};

function history(call: Call, input: Input): object {
  const place = { account: call.caller.account, region: call.region };
  const type = typeOf(input);
  const id = String(input['resourceId']);
  const state = configState(call.catalogue);
  if (state.recorder(place) === null) throw errors.recorderNeededToRead();
  const [earlier, later] = [input['earlierTime'], input['laterTime']];
  if (isDate(earlier) && isDate(later) && earlier >= later) throw errors.timeRange();
  const whole = state.history({ ...place, type, id, fromMicros: 0, toMicros: Number.MAX_SAFE_INTEGER });
  if (whole.length === 0) throw errors.notDiscovered(type, id);
  const items = whole.filter(({ atMicros }) => (!isDate(earlier) || atMicros >= earlier.getTime() * 1000) && (!isDate(later) || atMicros <= later.getTime() * 1000));
  const { page, nextToken } = pageOf(input['chronologicalOrder'] === 'Forward' ? items : items.toReversed(), input);
  return { configurationItems: page.map(itemView), ...nextToken };
}

function typeOf(input: Input): string {
  const type = RECORDED_TYPES.find((one) => one === input['resourceType']);
  if (type === undefined) throw errors.validation(`The sandbox does not record ${String(input['resourceType'])}; it has ${RECORDED_TYPES.join(', ')}.`);
  return type;
}

function identifier({ type, id, name, status, atMicros }: Item): object {
  return { resourceType: type, resourceId: id, ...(name === null ? {} : { resourceName: name }), ...(status === 'ResourceDeleted' ? { resourceDeletionTime: dateOfMicros(atMicros) } : {}) };
}

/** Items go on where the last page ended: its last item is named by the token, so that new ones do not shift anything. */
function pageOf(items: readonly Item[], input: Input): { readonly page: readonly Item[]; readonly nextToken: object } {
  const limit = input['limit'] === undefined || input['limit'] === 0 ? LARGEST_PAGE : input['limit'];
  if (typeof limit !== 'number' || limit < 0 || limit > LARGEST_PAGE) throw errors.limit(limit);
  const token = input['nextToken'];
  const start = typeof token === 'string' && token !== '' ? items.findIndex(({ seq }) => Buffer.from(String(seq)).toString('base64') === token) + 1 : 0;
  if (start === 0 && typeof token === 'string' && token !== '') throw errors.nextToken();
  const page = items.slice(start, start + limit);
  const last = page.at(-1);
  return { page, nextToken: last !== undefined && start + limit < items.length ? { nextToken: Buffer.from(String(last.seq)).toString('base64') } : {} };
}
