import type { Call, Operation, Place, SandboxContext } from '../../service.ts';
import { errors } from './errors.ts';
import { domainName, type Input } from './input.ts';
import { domainArn, type Domain } from './model.ts';
import { stateOf, type OpenSearchState } from './state.ts';

/** Who acts where. */
export interface Scope {
  readonly context: SandboxContext;
  readonly state: OpenSearchState;
  readonly place: Place;
  readonly by: { readonly account: string; readonly arn: string };
}

/** An operation of the account on no domain in particular. */
export function listing(action: string, work: (scope: Scope, input: Input, call: Call) => object | Promise<object>): Operation {
  return (call, input) => {
    const scope = scopeOf(call);
    call.authorise(`es:${action}`, domainArn({ ...scope.place, name: '*' }), { account: scope.place.account, policy: null });
    return work(scope, input, call);
  };
}

/** An operation on one domain that exists; its access policy has a say. */
export function named(action: string, work: (scope: Scope, domain: Domain, input: Input) => object | Promise<object>): Operation {
  return (call, input) => {
    const scope = scopeOf(call);
    const name = domainName(input);
    const domain = scope.state.domains.find(scope.place, name);
    authoriseOn(call, action, { ...scope.place, name, policy: domain?.settings.AccessPolicies ?? '' });
    if (!domain) throw errors.notFound(name);
    return work(scope, domain, input);
  };
}

/** The caller's permission for one domain, in which its access policy has a say. Throws AccessDenied. */
export function authoriseOn(call: Call, action: string, { account, region, name, policy }: Place & { readonly name: string; readonly policy: string }): void {
  call.authorise(`es:${action}`, domainArn({ account, region, name }), { account, policy: policy === '' ? null : policy });
}

export function scopeOf(call: Call): Scope {
  const { caller, region } = call;
  return { context: call, state: stateOf(call.catalogue), place: { account: caller.account, region }, by: { account: caller.account, arn: caller.roleArn ?? caller.arn } };
}
