import type { Call, Operation } from '../../../service.ts';
import { accessPointAt, fileSystemFor } from '../find.ts';
import { bareId } from '../ids.ts';
import { checkedCount, need, tagList, tagsOf, type Input } from '../input.ts';
import { ACCESS_POINTS, FILE_SYSTEMS, type Tags } from '../model.ts';

/** Tags of file systems and access points, by the calls of today and by the older ones of file systems alone. */
export const tags: Readonly<Record<string, Operation>> = {
  TagResource: (call, input) => change(call, input, 'TagResource', added(input)),
  UntagResource: (call, input) => change(call, input, 'UntagResource', without(input)),
  ListTagsForResource: (call, input) => ({ Tags: tagList(taggedFor(call, input, 'ListTagsForResource').tags) }),
  CreateTags: (call, input) => change(call, byId(input), 'CreateTags', added(input)),
  DeleteTags: (call, input) => change(call, byId(input), 'DeleteTags', without(input)),
  DescribeTags: (call, input) => ({ Tags: tagList(taggedFor(call, byId(input), 'DescribeTags').tags) }),
};

interface Tagged {
  readonly tags: Tags;
  keep(tags: Tags): void;
}

function change(call: Call, input: Input, action: string, how: (now: Tags) => Tags): void {
  const thing = taggedFor(call, input, action);
  thing.keep(how(thing.tags));
}

function taggedFor(call: Call, input: Input, action: string): Tagged {
  const id = bareId(need(input, 'ResourceId'));
  if (id.startsWith('fsap-')) {
    const point = accessPointAt(call, id, action);
    return { tags: point.tags, keep: (now) => ACCESS_POINTS.put(call.catalogue, { ...point, tags: now }) };
  }
  const system = fileSystemFor(call, { FileSystemId: id }, action);
  return { tags: system.tags, keep: (now) => FILE_SYSTEMS.put(call.catalogue, { ...system, tags: now }) };
}

function byId(input: Input): Input {
  return { ResourceId: need(input, 'FileSystemId') };
}

function added(input: Input): (now: Tags) => Tags {
  const more = tagsOf(input);
  return (now) => checkedCount({ ...now, ...more });
}

function without(input: Input): (now: Tags) => Tags {
  const gone = new Set((input['TagKeys'] ?? []) as readonly string[]);
  return (now) => Object.fromEntries(Object.entries(now).filter(([key]) => !gone.has(key)));
}
