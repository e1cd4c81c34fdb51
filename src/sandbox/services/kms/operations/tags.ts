import type { Call } from '../../../service.ts';
import { errors } from '../errors.ts';
import { only, type Input } from '../input.ts';
import { ownKey } from './key-state.ts';

type Tags = Readonly<Record<string, string>>;

const MOST_TAGS = 50;

/** TagResource. */
export function tagResource(call: Call, input: Input): object {
  only('TagResource', input, ['KeyId', 'Tags']);
  const { state, key } = ownKey(call, input, 'kms:TagResource');
  if (key.state === 'PendingDeletion') throw errors.pendingDeletion(key.arn);
  const tags = { ...(JSON.parse(key.tags) as Tags), ...checkedTags(input['Tags'] ?? []) };
  if (Object.keys(tags).length > MOST_TAGS) throw errors.tag(`A key has at most ${MOST_TAGS} tags`);
  call.catalogue.transaction(() => state.keys.setTags(key, JSON.stringify(tags)));
  return {};
}

/** UntagResource. */
export function untagResource(call: Call, input: Input): object {
  only('UntagResource', input, ['KeyId', 'TagKeys']);
  const { state, key } = ownKey(call, input, 'kms:UntagResource');
  const names = (input['TagKeys'] ?? []) as readonly string[];
  const tags = Object.fromEntries(Object.entries(JSON.parse(key.tags) as Tags).filter(([name]) => !names.includes(name)));
  call.catalogue.transaction(() => state.keys.setTags(key, JSON.stringify(tags)));
  return {};
}

/** ListResourceTags. */
export function listResourceTags(call: Call, input: Input): object {
  only('ListResourceTags', input, ['KeyId', 'Limit', 'Marker']);
  const { key } = ownKey(call, input, 'kms:ListResourceTags');
  return { Tags: Object.entries(JSON.parse(key.tags) as Tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue })), Truncated: false };
}

/** Tags of a request by name. Throws TagException. */
export function checkedTags(list: unknown): Tags {
  const tags: Record<string, string> = {};
  for (const { TagKey: name = '', TagValue: value = '' } of list as readonly { readonly TagKey?: string; readonly TagValue?: string }[]) {
    if (name === '' || name.length > 128 || value.length > 256 || /^aws:/i.test(name)) throw errors.tag(`${name || 'An empty text'} is not a valid tag: names have 1 to 128 characters and do not begin with aws:, values have up to 256`);
    if (Object.hasOwn(tags, name)) throw errors.tag(`Duplicate tag key found: ${name}`);
    tags[name] = value;
  }
  return tags;
}
