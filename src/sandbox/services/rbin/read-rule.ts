import type { BinRule, TagMatch, Tags } from '../ebs/model.ts';
import { errors } from './errors.ts';

type Input = Readonly<Record<string, unknown>>;

/** Longest retention: volumes a week, snapshots and images a year (EBS guide, Recycle Bin). */
const DAYS_MOST: Readonly<Record<string, number>> = { EBS_VOLUME: 7, EBS_SNAPSHOT: 365, EC2_IMAGE: 365 };

const TAGS_MOST = 50;
const EXCLUDED_MOST = 5;

/** The resource type of a rule. Throws ValidationException for another word. */
export function resourceTypeOf(input: Input): BinRule['resourceType'] {
  const type = input['ResourceType'];
  if (type === 'EBS_SNAPSHOT' || type === 'EBS_VOLUME' || type === 'EC2_IMAGE') return type;
  throw errors.invalid(`Invalid ResourceType ${String(type)}: it must be EBS_SNAPSHOT, EBS_VOLUME or EC2_IMAGE.`);
}

/** Days that deleted things of a type are kept; undefined when the input says none. */
export function retentionOf(input: Input, type: string): number | undefined {
  const period = input['RetentionPeriod'] as Input | undefined;
  if (period === undefined) return undefined;
  const { RetentionPeriodValue: days, RetentionPeriodUnit: unit } = period;
  const most = DAYS_MOST[type] ?? 0;
  if (unit !== 'DAYS') throw errors.invalid(`Invalid RetentionPeriodUnit ${String(unit)}: it must be DAYS.`);
  if (typeof days !== 'number' || !Number.isInteger(days) || days < 1 || days > most) throw errors.invalid(`Invalid RetentionPeriodValue ${String(days)}: rules for ${type} keep for 1 to ${most} days.`);
  return days;
}

/** Which resources a rule is for, or leaves out. */
export function matchesOf(input: Input, member: 'ResourceTags' | 'ExcludeResourceTags'): readonly TagMatch[] | undefined {
  const given = input[member] as readonly Input[] | undefined;
  if (given === undefined) return undefined;
  const most = member === 'ResourceTags' ? TAGS_MOST : EXCLUDED_MOST;
  if (given.length > most) throw errors.invalid(`${member} can have at most ${most} tags.`);
  return given.map(({ ResourceTagKey: key, ResourceTagValue: value }) => {
    if (typeof key !== 'string' || key === '') throw errors.invalid(`Each of ${member} needs a ResourceTagKey.`);
    return { key, value: typeof value === 'string' && value !== '' ? value : null };
  });
}

/** A rule is by tag or for the region; only a rule for the region can leave out. */
export function requireOneScope({ matches, excludes }: Pick<BinRule, 'matches' | 'excludes'>): void {
  if (matches.length > 0 && excludes.length > 0) throw errors.invalid('ResourceTags and ExcludeResourceTags cannot be used together.');
}

/** Days after which an unlocked rule can be changed: 7 to 30. */
export function delayOf(input: Input): number | undefined {
  const delay = (input['LockConfiguration'] as Input | undefined)?.['UnlockDelay'] as Input | undefined;
  if (delay === undefined) return undefined;
  const { UnlockDelayValue: days, UnlockDelayUnit: unit } = delay;
  if (unit !== 'DAYS' || typeof days !== 'number' || !Number.isInteger(days) || days < 7 || days > 30) throw errors.invalid('UnlockDelay must be 7 to 30 DAYS.');
  return days;
}

export function tagsOf(input: Input): Tags {
  const tags = Object.fromEntries(((input['Tags'] ?? []) as readonly Input[]).map(({ Key, Value }) => [String(Key), String(Value ?? '')]));
  const wrong = Object.keys(tags).find((key) => key === '' || key.length > 128 || /^aws:/i.test(key));
  if (wrong !== undefined) throw errors.invalid(`Invalid tag key ${JSON.stringify(wrong)}.`);
  return tags;
}
