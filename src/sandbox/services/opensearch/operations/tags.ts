import type { Call, Operation } from '../../../service.ts';
import { errors } from '../errors.ts';
import { checkTagCount, requiredText, tagsOf, type Input } from '../input.ts';
import type { Domain, Tags } from '../model.ts';
import { authoriseOn, scopeOf } from '../scope.ts';

/** Tags of domains, by ARN. */
export const tags: Readonly<Record<string, Operation>> = {
  AddTags: (call, input) => {
    const added = tagsOf(input);
    retag(call, domainOf(call, 'AddTags', input), (now) => checkTagCount({ ...now, ...added }));
  },
  RemoveTags: (call, input) => {
    const gone = Array.isArray(input['TagKeys']) ? (input['TagKeys'] as readonly string[]) : [];
    retag(call, domainOf(call, 'RemoveTags', input), (now) => Object.fromEntries(Object.entries(now).filter(([key]) => !gone.includes(key))));
  },
  ListTags: (call, input) => {
    const domain = domainOf(call, 'ListTags', input);
    return { TagList: Object.entries(domain.tags).map(([Key, Value]) => ({ Key, Value })) };
  },
};

function domainOf(call: Call, action: string, input: Input): Domain {
  const arn = requiredText(input, 'ARN');
  const { state, place } = scopeOf(call);
  const [, region, account, name] = /^arn:aws:es:([^:]+):(\d{12}):domain\/([a-z][a-z0-9-]{2,27})$/.exec(arn) ?? [];
  if (name === undefined || region === undefined || account === undefined) throw errors.invalid(`Invalid ARN: ${arn}`);
  const domain = account === place.account && region === place.region ? state.domains.find(place, name) : null;
  authoriseOn(call, action, { account, region, name, policy: domain?.settings.AccessPolicies ?? '' });
  if (!domain) throw errors.notFound(name);
  return domain;
}

function retag(call: Call, { ref }: Domain, how: (now: Tags) => Tags): void {
  const { state } = scopeOf(call);
  state.change(() => state.edit(ref, ({ tags: now }) => ({ tags: how(now) })));
}
