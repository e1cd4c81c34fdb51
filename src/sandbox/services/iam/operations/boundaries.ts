import type { Operation } from '../../../service.ts';
import { errors } from '../errors.ts';
import { need, type Input } from '../input.ts';
import { KIND_WORDS, onPrincipal } from '../operation.ts';
import type { IamState } from '../state.ts';

/** Permissions boundaries of users and roles. */
export const boundaryOperations: Readonly<Record<string, Operation>> = Object.assign({}, ...KIND_WORDS.map((words) => ({
  [`Put${words.word}PermissionsBoundary`]: onPrincipal(words, { name: `Put${words.word}PermissionsBoundary`, served: ['PermissionsBoundary'] }, ({ state, account }, principal, input) => {
    const boundary = boundaryOf(state, account, input);
    state.change(() => state.principals.put({ ...principal, boundary }));
  }),
  [`Delete${words.word}PermissionsBoundary`]: onPrincipal(words, { name: `Delete${words.word}PermissionsBoundary`, served: [] }, ({ state }, principal) => {
    if (principal.boundary === null) throw errors.noBoundary(principal.kind, principal.name);
    state.change(() => state.principals.put({ ...principal, boundary: null }));
  }),
}))) as Readonly<Record<string, Operation>>;

/** The managed policy that a request names as a boundary: one of AWS's or of the same account. Throws NoSuchEntity. */
export function boundaryOf(state: IamState, account: string, input: Input): string {
  const arn = need(input, 'PermissionsBoundary');
  const policy = state.policies.byArn(arn);
  if (!policy || (policy.account !== 'aws' && policy.account !== account)) throw errors.notAttachable(arn);
  return arn;
}
