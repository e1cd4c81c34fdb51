import { wildcardMatch } from '../../../authorise/wildcard.ts';
import type { ProtectedThing } from '../../../backup-resource.ts';
import type { Place } from '../../../service.ts';
import type { Selection, TagCondition } from '../model.ts';
import { regionSettings } from '../region-settings.ts';
import type { Work } from './work.ts';

/**
 * What a selection takes, of all resources of its account and region: those that Resources name (all of them when it names none and there is no
 * ListOfTags), together with those that any of ListOfTags matches, less NotResources, and of these only what meets every condition.
 * A type that the region is opted out of is left out, unless a resource is named by its ARN.
 */
export function selectedThings({ context, kinds }: Work, { account, region }: Place, selection: Selection): readonly { readonly thing: ProtectedThing; readonly type: string }[] {
  const { optIn } = regionSettings(context.catalogue, { account, region });
  const things = kinds.all.flatMap((kind) => kind.list(context, { account, region }).map((thing) => ({ thing, type: kind.type })));
  return things.filter(({ thing, type }) => takes(selection, thing) && ((optIn[type] ?? true) || selection.resources.includes(thing.arn)));
}

function takes(selection: Selection, thing: ProtectedThing): boolean {
  const named = selection.resources.length === 0 ? selection.listOfTags.length === 0 : selection.resources.some((pattern) => wildcardMatch(pattern, thing.arn));
  const tagged = selection.listOfTags.some(({ key, value }) => thing.tags[bareKey(key)] === value);
  if (!named && !tagged) return false;
  if (selection.notResources.some((pattern) => wildcardMatch(pattern, thing.arn))) return false;
  return selection.conditions.every((condition) => meets(condition, thing.tags[condition.key]));
}

function meets({ operator, value }: TagCondition, actual: string | undefined): boolean {
  switch (operator) {
    case 'StringEquals': return actual === value;
    case 'StringNotEquals': return actual !== value;
    case 'StringLike': return actual !== undefined && wildcardMatch(value, actual);
    case 'StringNotLike': return actual === undefined || !wildcardMatch(value, actual);
    default: return operator satisfies never;
  }
}

/** ListOfTags takes the bare key of a tag and the long form. */
function bareKey(key: string): string {
  return key.replace(/^aws:ResourceTag\//, '');
}
