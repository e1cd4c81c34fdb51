import { dateOfText, isDate } from '#kit/dates';
import { uuid } from '#kit/ids';
import type { LifecycleRule, Tags } from '../bucket.ts';
import { DAY_MICROS } from '../dates.ts';
import { errors } from '../errors.ts';
import { refuseUnknownMembers } from '../request.ts';
import { requireTags } from '../tags.ts';

type Input = Readonly<Record<string, unknown>>;

const RULE_MEMBERS = new Set(['ID', 'Status', 'Prefix', 'Filter', 'Expiration', 'NoncurrentVersionExpiration', 'AbortIncompleteMultipartUpload', 'Transitions', 'NoncurrentVersionTransitions']);
const FILTER_MEMBERS = new Set(['Prefix', 'Tag', 'Tags', 'And', 'ObjectSizeGreaterThan', 'ObjectSizeLessThan']);

/** Checks a lifecycle configuration as S3 does. Transitions to other storage classes are refused by name. Throws MalformedXML and InvalidArgument. */
export function parseLifecycle(configuration: Input): readonly LifecycleRule[] {
  const sent = (configuration['Rules'] ?? []) as readonly Input[];
  if (sent.length === 0 || sent.length > 1000) throw errors.malformedXml();
  const rules = sent.map(parseRule);
  if (new Set(rules.map((rule) => rule.id)).size < rules.length) throw errors.invalidArgument('Rule ID must be unique. Found same ID for more than one rule');
  return rules;
}

/** The rules as they were sent, with dates as Date objects again. */
export function toldRules(rules: readonly LifecycleRule[]): readonly object[] {
  return rules.map(({ sent, id }) => {
    const expiration = sent['Expiration'] as Input | undefined;
    const date = typeof expiration?.['Date'] === 'string' ? dateOfText(expiration['Date']) : null;
    return { ...sent, ID: id, ...(date === null ? {} : { Expiration: { ...expiration, Date: date } }) };
  });
}

function parseRule(rule: Input): LifecycleRule {
  refuseUnknownMembers(rule, RULE_MEMBERS, 'LifecycleRule');
  for (const name of ['Transitions', 'NoncurrentVersionTransitions']) if (((rule[name] ?? []) as readonly unknown[]).length > 0) throw errors.notImplemented(`LifecycleRule.${name}`);
  if (rule['Status'] !== 'Enabled' && rule['Status'] !== 'Disabled') throw errors.malformedXml();
  if (rule['Prefix'] !== undefined && rule['Filter'] !== undefined) throw errors.malformedXml();
  const actions = parseActions(rule);
  const { sent, id } = keptForm(rule);
  return { id, enabled: rule['Status'] === 'Enabled', sent, ...parseFilter(rule), ...actions };
}

function parseFilter(rule: Input): Pick<LifecycleRule, 'prefix' | 'tags' | 'largerThan' | 'smallerThan'> {
  const filter = (rule['Filter'] ?? {}) as Input;
  refuseUnknownMembers(filter, FILTER_MEMBERS, 'LifecycleRuleFilter');
  const used = Object.values(filter).filter((value) => value !== undefined).length;
  if (used > 1) throw errors.malformedXml();
  const and = filter['And'] as Input | undefined;
  if (and) refuseUnknownMembers(and, FILTER_MEMBERS, 'LifecycleRuleAndOperator');
  const from = and ?? filter;
  const tagList = (and?.['Tags'] ?? (filter['Tag'] === undefined ? [] : [filter['Tag']])) as readonly { readonly Key?: string; readonly Value?: string }[];
  const tags: Tags = requireTags(tagList, 10);
  const number = (name: string): number | null => (from[name] === undefined ? null : Number(from[name]));
  return { prefix: String(rule['Prefix'] ?? from['Prefix'] ?? ''), tags, largerThan: number('ObjectSizeGreaterThan'), smallerThan: number('ObjectSizeLessThan') };
}

function parseActions(rule: Input): Pick<LifecycleRule, 'expireDays' | 'expireDateMicros' | 'expireMarkers' | 'noncurrentDays' | 'keepNewer' | 'abortUploadDays'> {
  const expiration = rule['Expiration'] as Input | undefined;
  const noncurrent = rule['NoncurrentVersionExpiration'] as Input | undefined;
  const abort = rule['AbortIncompleteMultipartUpload'] as Input | undefined;
  if (!expiration && !noncurrent && !abort) throw errors.invalidRequest('At least one action needs to be specified in a rule');
  if (expiration && ['Date', 'Days', 'ExpiredObjectDeleteMarker'].filter((name) => expiration[name] !== undefined).length !== 1) throw errors.malformedXml();
  if (noncurrent && noncurrent['NoncurrentDays'] === undefined) throw errors.malformedXml();
  if (abort && hasTagOrSize(rule)) throw errors.invalidRequest('AbortIncompleteMultipartUpload cannot be specified with Tags or object sizes');
  return {
    expireDays: days(expiration?.['Days']), expireDateMicros: dateMicros(expiration?.['Date']), expireMarkers: expiration?.['ExpiredObjectDeleteMarker'] === true,
    noncurrentDays: days(noncurrent?.['NoncurrentDays']), keepNewer: keepNewer(noncurrent?.['NewerNoncurrentVersions']), abortUploadDays: days(abort?.['DaysAfterInitiation']),
  };
}

function hasTagOrSize(rule: Input): boolean {
  const filter = (rule['Filter'] ?? {}) as Input;
  const from = (filter['And'] ?? filter) as Input;
  return ['Tag', 'Tags', 'ObjectSizeGreaterThan', 'ObjectSizeLessThan'].some((name) => from[name] !== undefined);
}

function days(value: unknown): number | null {
  if (value === undefined) return null;
  if (!Number.isInteger(value) || Number(value) < 1) throw errors.invalidArgument('\'Days\' for a lifecycle action must be a positive integer');
  return Number(value);
}

function keepNewer(value: unknown): number {
  if (value === undefined) return 0;
  if (!Number.isInteger(value) || Number(value) < 1 || Number(value) > 100) throw errors.invalidArgument('\'NewerNoncurrentVersions\' must be an integer between 1 and 100');
  return Number(value);
}

function dateMicros(value: unknown): number | null {
  if (value === undefined) return null;
  if (!isDate(value)) throw errors.malformedXml();
  const micros = value.getTime() * 1000;
  if (micros % DAY_MICROS !== 0) throw errors.invalidArgument('\'Date\' must be at midnight GMT');
  return micros;
}

/** JSON turns dates into text; `toldRules` turns them back. */
function keptForm(rule: Input): { readonly sent: Input; readonly id: string } {
  const id = rule['ID'] === undefined || rule['ID'] === '' ? uuid() : String(rule['ID']);
  if (id.length > 255) throw errors.invalidArgument('ID length should not exceed allowed limit of 255');
  return { sent: JSON.parse(JSON.stringify(rule)) as Input, id };
}
