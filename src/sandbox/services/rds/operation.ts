import type { Call, Operation } from '../../service.ts';
import { requiredText, type Input } from './input.ts';
import { arnHere } from './find.ts';
import type { ArnKind } from './ids.ts';
import { scopeOf, type Scope } from './scope.ts';

/** What an operation does once the caller is let in. */
export type RdsWork = (scope: Scope, input: Input) => object | void;

/** An operation on one named thing: `member` names it, which also makes the ARN that the caller needs permission for. */
export function named(action: string, { kind, member }: { readonly kind: ArnKind; readonly member: string }, work: RdsWork): Operation {
  return (call, input) => {
    const name = requiredText(input, member);
    return run(call, input, { action, arn: name.startsWith('arn:') ? name : undefined, kind, name, work });
  };
}

/** An operation on all things of a kind. */
export function listing(action: string, kind: ArnKind, work: RdsWork): Operation {
  return (call, input) => run(call, input, { action, arn: undefined, kind, name: '*', work });
}

function run(call: Call, input: Input, { action, arn, kind, name, work }: { readonly action: string; readonly arn: string | undefined; readonly kind: ArnKind; readonly name: string; readonly work: RdsWork }): object | void {
  const scope = scopeOf(call);
  call.authorise(`rds:${action}`, arn ?? arnHere(scope, kind, name), { account: scope.place.account, policy: null });
  return work(scope, input);
}
