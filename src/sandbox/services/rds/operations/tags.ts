import type { Operation } from '../../../service.ts';
import type { DocumentRows, RdsDocument } from '../document-rows.ts';
import { DEFAULT_PARAMETER_GROUP, DEFAULT_OPTION_GROUP, DEFAULT_SUBNET_GROUP } from '../defaults.ts';
import { errors } from '../errors.ts';
import { parseArn } from '../ids.ts';
import { checkTagCount, requiredText, tagList, tagsOf, texts, type Input } from '../input.ts';
import type { Tags } from '../model.ts';
import { named } from '../operation.ts';
import type { Scope } from '../scope.ts';

const ONE = { kind: 'db', member: 'ResourceName' } as const;

/** Tags of instances, snapshots and groups, by ARN. */
export const tags: Readonly<Record<string, Operation>> = {
  AddTagsToResource: named('AddTagsToResource', ONE, (scope, input) => {
    const added = tagsOf(input);
    if (added === undefined) throw errors.missing('Tags');
    retag(scope, input, (now) => checkTagCount({ ...now, ...added }));
  }),
  RemoveTagsFromResource: named('RemoveTagsFromResource', ONE, (scope, input) => {
    const gone = texts(input, 'TagKeys');
    if (gone === undefined) throw errors.missing('TagKeys');
    retag(scope, input, (now) => Object.fromEntries(Object.entries(now).filter(([key]) => !gone.includes(key))));
  }),
  ListTagsForResource: named('ListTagsForResource', ONE, (scope, input) => {
    const { rows, name } = placeOf(scope, input);
    return { TagList: tagList(find(scope, input, rows, name)?.tags ?? {}) };
  }),
};

type Tagged = RdsDocument & { readonly tags: Tags };

function retag(scope: Scope, input: Input, how: (now: Tags) => Tags): void {
  const { rows, name } = placeOf(scope, input);
  scope.state.change(() => {
    const thing = find(scope, input, rows, name);
    if (thing) rows.put({ ...thing, tags: how(thing.tags) });
  });
}

/** The default groups are there without a row, and have no tags. */
function find({ place }: Scope, input: Input, rows: DocumentRows<Tagged>, name: string): Tagged | null {
  const thing = rows.find(place, name);
  if (!thing && ![DEFAULT_PARAMETER_GROUP, DEFAULT_OPTION_GROUP, DEFAULT_SUBNET_GROUP].includes(name)) throw notFound(String(input['ResourceName']), name);
  return thing;
}

function placeOf({ state, place }: Scope, input: Input): { readonly rows: DocumentRows<Tagged>; readonly name: string } {
  const given = requiredText(input, 'ResourceName');
  const arn = parseArn(given);
  if (!arn) throw errors.invalidValue(`Invalid resource name: ${given}`);
  if (arn.account !== place.account || arn.region !== place.region) throw notFound(given, arn.name);
  const rows = { db: state.instances, snapshot: state.snapshots, pg: state.parameterGroups, subgrp: state.subnetGroups, og: state.optionGroups }[arn.kind as 'db'] as unknown as DocumentRows<Tagged> | undefined;
  if (!rows) throw errors.invalidValue(`Invalid resource name: ${given}`);
  return { rows, name: arn.name };
}

function notFound(arn: string, name: string): Error {
  switch (parseArn(arn)?.kind) {
    case 'snapshot': return errors.snapshotNotFound(name);
    case 'pg': return errors.parameterGroupNotFound(name);
    case 'subgrp': return errors.subnetGroupNotFound(name);
    case 'og': return errors.optionGroupNotFound(name);
    default: return errors.instanceNotFound(name);
  }
}
