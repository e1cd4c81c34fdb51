import type { Operation } from '../../../service.ts';
import { errors } from '../errors.ts';
import { need, paged, text } from '../input.ts';
import type { Principal } from '../model.ts';
import { KIND_WORDS, onPrincipal, operation, type KindWords } from '../operation.ts';

const MOST_ATTACHED = 10;

/** Managed policies of users and roles. */
export const attachmentOperations: Readonly<Record<string, Operation>> = {
  ...Object.assign({}, ...KIND_WORDS.map(ofKind)) as Readonly<Record<string, Operation>>,
  ListEntitiesForPolicy: operation({ name: 'ListEntitiesForPolicy', served: ['PolicyArn', 'Marker', 'MaxItems'], resource: (_scope, input) => text(input, 'PolicyArn') ?? '*' }, ({ state, account }, input) => {
    const arn = need(input, 'PolicyArn');
    if (!state.policies.byArn(arn)) throw errors.noPolicy(arn);
    const all = [...new Set(state.policies.entities(arn))].flatMap((one) => state.find(one) ?? []).filter((one) => one.account === account);
    const { page, rest } = paged(input, all);
    const of = (kind: Principal['kind'], word: string): readonly object[] => page.filter((one) => one.kind === kind).map(({ name, id }) => ({ [`${word}Name`]: name, [`${word}Id`]: id }));
    return { PolicyGroups: [], PolicyUsers: of('user', 'User'), PolicyRoles: of('role', 'Role'), ...rest };
  }),
};

function ofKind(words: KindWords): Readonly<Record<string, Operation>> {
  const { word } = words;
  return {
    [`Attach${word}Policy`]: onPrincipal(words, { name: `Attach${word}Policy`, served: ['PolicyArn'] }, ({ state, account }, { arn }, input) => {
      const policy = state.policies.byArn(need(input, 'PolicyArn'));
      if (!policy || (policy.account !== 'aws' && policy.account !== account)) throw errors.notAttachable(need(input, 'PolicyArn'));
      const attached = state.policies.attached(arn);
      if (!attached.includes(policy.arn) && attached.length >= MOST_ATTACHED) throw errors.limit(`Cannot exceed quota for PoliciesPer${word}: ${MOST_ATTACHED}`);
      state.change(() => state.policies.attach(arn, policy.arn));
    }),
    [`Detach${word}Policy`]: onPrincipal(words, { name: `Detach${word}Policy`, served: ['PolicyArn'] }, ({ state }, { arn }, input) => {
      const policy = need(input, 'PolicyArn');
      if (!state.change(() => state.policies.detach(arn, policy))) throw errors.noPolicy(policy);
    }),
    [`ListAttached${word}Policies`]: onPrincipal(words, { name: `ListAttached${word}Policies`, served: ['PathPrefix', 'Marker', 'MaxItems'] }, ({ state }, { arn }, input) => {
      const all = state.policies.attached(arn).flatMap((policy) => state.policies.byArn(policy) ?? []).filter(({ path }) => path.startsWith(text(input, 'PathPrefix') ?? '/'));
      const { page, rest } = paged(input, all);
      return { AttachedPolicies: page.map((policy) => ({ PolicyName: policy.name, PolicyArn: policy.arn })), ...rest };
    }),
  };
}
