import type { Call, Operation } from '../../service.ts';
import { errors } from './errors.ts';
import { nameOf, only, text, type Input } from './input.ts';
import type { Principal, PrincipalKind } from './model.ts';
import { iamState, type IamState } from './state.ts';

/** Who acts on what. */
export interface Scope {
  readonly call: Call;
  readonly state: IamState;
  readonly account: string;
}

/** A kind of principal as the members of requests and answers name it. */
export interface KindWords {
  readonly kind: PrincipalKind;
  /** User, Role. */
  readonly word: 'User' | 'Role';
}

export const KIND_WORDS: readonly KindWords[] = [{ kind: 'user', word: 'User' }, { kind: 'role', word: 'Role' }];

interface Plan {
  readonly name: string;
  /** Members that have an effect here; all others are refused by name. */
  readonly served: readonly string[];
  /** The ARN that the caller must be allowed to act on. */
  resource(scope: Scope, input: Input): string;
}

/** An operation of IAM: the caller's permission and members that are not served come before `work`. */
export function operation({ name, served, resource }: Plan, work: (scope: Scope, input: Input) => object | void): Operation {
  return (call, input) => {
    const scope: Scope = { call, state: iamState(call.catalogue), account: call.caller.account };
    call.authorise(`iam:${name}`, resource(scope, input), { account: scope.account, policy: null });
    only(name, input, served);
    return work(scope, input);
  };
}

/** An operation on a user or a role that exists. */
export function onPrincipal({ kind, word }: KindWords, plan: Omit<Plan, 'resource'>, work: (scope: Scope, principal: Principal, input: Input) => object | void): Operation {
  const member = `${word}Name`;
  return operation({
    ...plan, served: [member, ...plan.served],
    resource: ({ state, account }, input) => state.principals.named(kind, account, text(input, member) ?? '')?.arn ?? `arn:aws:iam::${account}:${kind}/${text(input, member) ?? ''}`,
  }, (scope, input) => work(scope, requirePrincipal(scope, kind, nameOf(input, member)), input));
}

/** A user or a role of the caller's account. Throws NoSuchEntity. */
export function requirePrincipal({ state, account }: Scope, kind: PrincipalKind, name: string): Principal {
  const found = state.principals.named(kind, account, name);
  if (!found) throw errors.noPrincipal(kind, name);
  return found;
}

/** Resource of an operation on nothing in particular. */
export const anything = (): string => '*';
