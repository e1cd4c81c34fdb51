import type { Operation } from '../../../service.ts';
import { documentOf, MOST_CHARACTERS, requireSize } from '../documents.ts';
import { errors } from '../errors.ts';
import { nameOf, paged } from '../input.ts';
import { KIND_WORDS, onPrincipal, type KindWords } from '../operation.ts';
import { told } from '../views.ts';

/** Inline policies of users and roles. */
export const inlinePolicyOperations: Readonly<Record<string, Operation>> = Object.assign({}, ...KIND_WORDS.map(ofKind)) as Readonly<Record<string, Operation>>;

function ofKind(words: KindWords): Readonly<Record<string, Operation>> {
  const { kind, word } = words;
  return {
    [`Put${word}Policy`]: onPrincipal(words, { name: `Put${word}Policy`, served: ['PolicyName', 'PolicyDocument'] }, ({ state }, { arn }, input) => {
      const name = nameOf(input, 'PolicyName');
      const document = documentOf(input, { member: 'PolicyDocument', use: 'identity', most: MOST_CHARACTERS[kind] });
      requireSize([document, ...state.policies.inline(arn).filter((one) => one.name !== name).map((one) => one.document)], MOST_CHARACTERS[kind]);
      state.change(() => state.policies.putInline(arn, { name, document }));
    }),
    [`Get${word}Policy`]: onPrincipal(words, { name: `Get${word}Policy`, served: ['PolicyName'] }, ({ state }, principal, input) => {
      const name = nameOf(input, 'PolicyName');
      const found = state.policies.inline(principal.arn).find((one) => one.name === name);
      if (!found) throw errors.noInline(kind, name);
      return { [`${word}Name`]: principal.name, PolicyName: name, PolicyDocument: told(found.document) };
    }),
    [`List${word}Policies`]: onPrincipal(words, { name: `List${word}Policies`, served: ['Marker', 'MaxItems'] }, ({ state }, { arn }, input) => {
      const { page, rest } = paged(input, state.policies.inline(arn));
      return { PolicyNames: page.map(({ name }) => name), ...rest };
    }),
    [`Delete${word}Policy`]: onPrincipal(words, { name: `Delete${word}Policy`, served: ['PolicyName'] }, ({ state }, { arn }, input) => {
      const name = nameOf(input, 'PolicyName');
      if (!state.change(() => state.policies.removeInline(arn, name))) throw errors.noInline(kind, name);
    }),
  };
}
