import type { BackupSelection } from '@aws-sdk/client-backup';

/** What a selection looks at: the resource's ARN and its tags. */
export interface SelectableResource {
  readonly arn: string;
  readonly tags: Readonly<Record<string, string>>;
}

type Selection = Pick<BackupSelection, 'Resources' | 'NotResources' | 'ListOfTags' | 'Conditions'>;
type Conditions = NonNullable<BackupSelection['Conditions']>;

/**
 * Whether a backup selection takes a resource, as AWS Backup does (API reference, BackupSelection): named by ARN, or bearing any tag of
 * `ListOfTags`; `Conditions` must all hold besides, and `NotResources` wins.
 */
export function selectionMatches(selection: Selection, resource: SelectableResource): boolean {
  const { Resources = [], NotResources = [], ListOfTags = [], Conditions = {} } = selection;
  if (NotResources.some((pattern) => like(pattern, resource.arn))) return false;
  if (!conditionsHold(Conditions, resource.tags)) return false;
  const named = Resources.some((pattern) => like(pattern, resource.arn));
  const tagged = ListOfTags.some(({ ConditionKey, ConditionValue }) => ConditionKey !== undefined && resource.tags[ConditionKey] === ConditionValue);
  const open = Resources.length === 0 && ListOfTags.length === 0;
  return named || tagged || (open && (NotResources.length > 0 || countOf(Conditions) > 0));
}

function conditionsHold(conditions: Conditions, tags: Readonly<Record<string, string>>): boolean {
  const all = (list: Conditions['StringEquals'], holds: (wanted: string, found: string | undefined) => boolean): boolean =>
    (list ?? []).every(({ ConditionKey = '', ConditionValue = '' }) => holds(ConditionValue, tags[ConditionKey.replace(/^aws:ResourceTag\//, '')]));
  return all(conditions.StringEquals, (wanted, found) => found === wanted)
    && all(conditions.StringNotEquals, (wanted, found) => found !== wanted)
    && all(conditions.StringLike, (wanted, found) => found !== undefined && like(wanted, found))
    && all(conditions.StringNotLike, (wanted, found) => found === undefined || !like(wanted, found));
}

function countOf(conditions: Conditions): number {
  return Object.values(conditions).reduce((sum, list) => sum + (list?.length ?? 0), 0);
}

/** `*` stands for any text, as in ARNs of policies. */
function like(pattern: string, text: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(text);
}
