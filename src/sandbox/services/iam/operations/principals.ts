import { upperId } from '#kit/ids';
import { AwsError, type Operation } from '../../../service.ts';
import { documentOf, MOST_CHARACTERS } from '../documents.ts';
import { errors } from '../errors.ts';
import { nameOf, paged, pathOf, text, type Input } from '../input.ts';
import type { Principal } from '../model.ts';
import { anything, KIND_WORDS, onPrincipal, operation, requirePrincipal, type KindWords, type Scope } from '../operation.ts';
import { principalView } from '../views.ts';
import { boundaryOf } from './boundaries.ts';

const ROLE: KindWords = { kind: 'role', word: 'Role' };
const [SHORTEST_SESSION_SECONDS, LONGEST_SESSION_SECONDS] = [3600, 43_200];

/** Users and roles: made, told, listed, removed. */
export const principalOperations: Readonly<Record<string, Operation>> = {
  ...Object.assign({}, ...KIND_WORDS.map(bothKinds)) as Readonly<Record<string, Operation>>,
  GetUser: getUser(),
  UpdateRole: onPrincipal(ROLE, { name: 'UpdateRole', served: ['Description', 'MaxSessionDuration'] }, ({ state }, role, input) => {
    const description = text(input, 'Description') ?? role.description;
    state.change(() => state.principals.put({ ...role, description, max_session: sessionSeconds(input) ?? role.max_session }));
    return {};
  }),
  UpdateAssumeRolePolicy: onPrincipal(ROLE, { name: 'UpdateAssumeRolePolicy', served: ['PolicyDocument'] }, ({ state }, role, input) => {
    const trust = documentOf(input, { member: 'PolicyDocument', use: 'trust', most: MOST_CHARACTERS.trust });
    state.change(() => state.principals.put({ ...role, trust }));
  }),
};

function bothKinds(words: KindWords): Readonly<Record<string, Operation>> {
  const { kind, word } = words;
  const [member, own] = [`${word}Name`, kind === 'role' ? ['AssumeRolePolicyDocument', 'Description', 'MaxSessionDuration'] : []];
  return {
    [`Create${word}`]: operation({
      name: `Create${word}`, served: [member, 'Path', 'PermissionsBoundary', ...own],
      resource: ({ account }, input) => `arn:aws:iam::${account}:${kind}${text(input, 'Path') ?? '/'}${text(input, member) ?? ''}`,
    }, (scope, input) => ({ [word]: principalView(create(scope, words, input)) })),
    [`Get${word}`]: onPrincipal(words, { name: `Get${word}`, served: [] }, (_scope, principal) => ({ [word]: principalView(principal) })),
    [`List${word}s`]: operation({ name: `List${word}s`, served: ['PathPrefix', 'Marker', 'MaxItems'], resource: anything }, ({ state, account }, input) => {
      const { page, rest } = paged(input, state.principals.list(kind, account).filter(({ path }) => path.startsWith(text(input, 'PathPrefix') ?? '/')));
      return { [`${word}s`]: page.map(principalView), ...rest };
    }),
    [`Delete${word}`]: onPrincipal(words, { name: `Delete${word}`, served: [] }, remove),
  };
}

function create({ call, state, account }: Scope, { kind, word }: KindWords, input: Input): Principal {
  const [name, path] = [nameOf(input, `${word}Name`), pathOf(input)];
  const role = kind === 'role';
  const trust = role ? documentOf(input, { member: 'AssumeRolePolicyDocument', use: 'trust', most: MOST_CHARACTERS.trust }) : null;
  if (state.principals.named(kind, account, name)) throw errors.principalExists(kind, name);
  const principal: Principal = {
    arn: `arn:aws:iam::${account}:${kind}${path}${name}`, kind, account, path, name, id: `${role ? 'AROA' : 'AIDA'}${upperId(17)}`, created: call.time.nowMicros(),
    boundary: input['PermissionsBoundary'] === undefined ? null : boundaryOf(state, account, input), trust,
    description: text(input, 'Description') ?? null, max_session: role ? sessionSeconds(input) ?? SHORTEST_SESSION_SECONDS : null,
  };
  state.change(() => state.principals.put(principal));
  return principal;
}

/** A user or a role goes only when nothing hangs on it; sessions of a role end with it. */
function remove({ state }: Scope, { arn }: Principal): void {
  if (state.keys.of(arn).length > 0) throw errors.deleteConflict('Cannot delete entity, must delete access keys first.');
  if (state.policies.inline(arn).length > 0) throw errors.deleteConflict('Cannot delete entity, must delete policies first.');
  if (state.policies.attached(arn).length > 0) throw errors.deleteConflict('Cannot delete entity, must detach all policies first.');
  state.change(() => state.principals.remove(arn));
}

/** GetUser without a name tells the caller itself. */
function getUser(): Operation {
  const own = (scope: Scope): string => (scope.call.caller.roleArn === null ? scope.call.caller.arn : '*');
  return operation({
    name: 'GetUser', served: ['UserName'],
    resource: (scope, input) => (text(input, 'UserName') === undefined ? own(scope) : scope.state.principals.named('user', scope.account, text(input, 'UserName') ?? '')?.arn ?? `arn:aws:iam::${scope.account}:user/${text(input, 'UserName') ?? ''}`),
  }, (scope, input) => {
    if (text(input, 'UserName') !== undefined) return { User: principalView(requirePrincipal(scope, 'user', nameOf(input, 'UserName'))) };
    const self = scope.state.find(own(scope));
    if (!self) throw new AwsError('ValidationError', 'Must specify userName when calling with non-User credentials');
    return { User: principalView(self) };
  });
}

function sessionSeconds(input: Input): number | null {
  const given = input['MaxSessionDuration'];
  if (given === undefined) return null;
  if (typeof given !== 'number' || given < SHORTEST_SESSION_SECONDS || given > LONGEST_SESSION_SECONDS) throw errors.validation(`1 validation error detected: Value '${String(given)}' at 'maxSessionDuration' failed to satisfy constraint: Member must have value between ${SHORTEST_SESSION_SECONDS} and ${LONGEST_SESSION_SECONDS}`);
  return given;
}
