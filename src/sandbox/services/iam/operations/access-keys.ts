import { dateOfMicros } from '#kit/dates';
import { randomToken, upperId } from '#kit/ids';
import type { Operation } from '../../../service.ts';
import { errors } from '../errors.ts';
import { need, nameOf, paged, text, type Input } from '../input.ts';
import type { AccessKey, Principal } from '../model.ts';
import { operation, requirePrincipal, type Scope } from '../operation.ts';

const MOST_KEYS = 2;

/** Access keys of users; without a name of the caller itself. A key that is made inactive or deleted is refused from the next call on. */
export const accessKeyOperations: Readonly<Record<string, Operation>> = {
  CreateAccessKey: onUser('CreateAccessKey', [], ({ call, state }, user) => {
    if (state.keys.of(user.arn).length >= MOST_KEYS) throw errors.limit(`Cannot exceed quota for AccessKeysPerUser: ${MOST_KEYS}`);
    const key: AccessKey = { id: `AKIA${upperId(16)}`, secret: randomToken(20), principal: user.arn, status: 'Active', created: call.time.nowMicros() };
    state.change(() => state.keys.put(key));
    return { AccessKey: { UserName: user.name, AccessKeyId: key.id, Status: key.status, SecretAccessKey: key.secret, CreateDate: dateOfMicros(key.created) } };
  }),
  ListAccessKeys: onUser('ListAccessKeys', ['Marker', 'MaxItems'], ({ state }, user, input) => {
    const { page, rest } = paged(input, state.keys.of(user.arn));
    return { AccessKeyMetadata: page.map(({ id, status, created }) => ({ UserName: user.name, AccessKeyId: id, Status: status, CreateDate: dateOfMicros(created) })), ...rest };
  }),
  UpdateAccessKey: onUser('UpdateAccessKey', ['AccessKeyId', 'Status'], ({ state }, user, input) => {
    const status = need(input, 'Status');
    if (status !== 'Active' && status !== 'Inactive') throw errors.validation(`1 validation error detected: Value '${status}' at 'status' failed to satisfy constraint: Member must satisfy enum value set: [Active, Inactive]`);
    const key = keyOf(state.keys.byId(need(input, 'AccessKeyId')), user, input);
    state.change(() => state.keys.put({ ...key, status }));
  }),
  DeleteAccessKey: onUser('DeleteAccessKey', ['AccessKeyId'], ({ state }, user, input) => {
    const key = keyOf(state.keys.byId(need(input, 'AccessKeyId')), user, input);
    state.change(() => state.keys.remove(key.id));
  }),
};

function onUser(name: string, served: readonly string[], work: (scope: Scope, user: Principal, input: Input) => object | void): Operation {
  const arnOf = ({ call, state, account }: Scope, input: Input): string => {
    const given = text(input, 'UserName');
    if (given === undefined) return call.caller.arn;
    return state.principals.named('user', account, given)?.arn ?? `arn:aws:iam::${account}:user/${given}`;
  };
  return operation({ name, served: ['UserName', ...served], resource: arnOf }, (scope, input) => {
    if (text(input, 'UserName') !== undefined) return work(scope, requirePrincipal(scope, 'user', nameOf(input, 'UserName')), input);
    const self = scope.state.find(scope.call.caller.arn);
    if (!self) throw errors.validation('Must specify userName when calling with non-User credentials');
    return work(scope, self, input);
  });
}

function keyOf(found: AccessKey | null, user: Principal, input: Input): AccessKey {
  if (found?.principal !== user.arn) throw errors.noKey(text(input, 'AccessKeyId') ?? '');
  return found;
}
