import { upperId } from '#kit/ids';
import { dateOfMicros } from '#kit/dates';
import type { Call, Operation, Service } from '../../service.ts';
import type { BinRule, Tags } from '../ebs/model.ts';
import { ebsState } from '../ebs/state.ts';
import { DAY_MICROS } from '../ebs/times.ts';
import { errors } from './errors.ts';
import { delayOf, matchesOf, requireOneScope, resourceTypeOf, retentionOf, tagsOf } from './read-rule.ts';

type Input = Readonly<Record<string, unknown>>;

const CREATE = ['RetentionPeriod', 'ResourceType', 'Description', 'Tags', 'ResourceTags', 'ExcludeResourceTags', 'LockConfiguration'];

/** Recycle Bin: rules that keep deleted volumes and snapshots. What it holds is listed and restored by EC2's operations; its rows are EBS's. */
export const rbinService: Service = {
  signingName: 'rbin',
  tables: '',
  operations: {
    CreateRule: allowed('CreateRule', (call, input) => ({ ...ruleOutput(createRule(call, input)), Tags: tagList(tagsOf(input)) })),
    GetRule: onRule('GetRule', (_call, rule) => ruleOutput(rule)),
    ListRules: allowed('ListRules', listRules),
    UpdateRule: onRule('UpdateRule', updateRule),
    DeleteRule: onRule('DeleteRule', (call, rule) => {
      requireUnlocked(rule);
      call.catalogue.transaction(() => ebsState(call).rules.remove(rule.id));
    }),
    LockRule: onRule('LockRule', (call, rule, input) => {
      const delayDays = delayOf(input);
      if (delayDays === undefined) throw errors.invalid('LockRule needs a LockConfiguration.');
      if (rule.matches.length > 0) throw errors.invalid('Only rules for a region can be locked.');
      return ruleOutput(put(call, { ...rule, due: null, lock: { delayDays, state: 'locked', endsMicros: null } }));
    }),
    UnlockRule: onRule('UnlockRule', (call, rule) => {
      if (rule.lock === null || rule.lock.state !== 'locked') throw errors.conflict(`Rule ${rule.id} is not locked.`);
      const endsMicros = Math.floor(call.time.nowMicros()) + rule.lock.delayDays * DAY_MICROS;
      return ruleOutput(put(call, { ...rule, due: endsMicros, lock: { ...rule.lock, state: 'pending_unlock', endsMicros } }));
    }),
    TagResource: tagging('TagResource', (call, rule, input) => void put(call, { ...rule, tags: { ...rule.tags, ...tagsOf(input) } })),
    UntagResource: tagging('UntagResource', (call, rule, input) => {
      const gone = (input['TagKeys'] ?? []) as readonly string[];
      put(call, { ...rule, tags: Object.fromEntries(Object.entries(rule.tags).filter(([key]) => !gone.includes(key))) });
    }),
    ListTagsForResource: tagging('ListTagsForResource', (_call, rule) => ({ Tags: tagList(rule.tags) })),
  },
};

type RuleWork = (call: Call, rule: BinRule, input: Input) => object | void;

function allowed(name: string, work: (call: Call, input: Input) => object | void): Operation {
  return (call, input) => {
    call.authorise(`rbin:${name}`, `arn:aws:rbin:${call.region}:${call.caller.account}:rule/*`, { account: call.caller.account, policy: null });
    const output = work(call, input);
    call.time.changed();
    return output;
  };
}

function onRule(name: string, work: RuleWork): Operation {
  return allowed(name, (call, input) => work(call, ruleOf(call, String(input['Identifier'])), input));
}

function tagging(name: string, work: RuleWork): Operation {
  return allowed(name, (call, input) => {
    const arn = String(input['ResourceArn']);
    const id = /^arn:aws:rbin:[^:]+:\d{12}:rule\/(\w+)$/.exec(arn)?.[1];
    if (id === undefined) throw errors.invalid(`Invalid ResourceArn ${arn}.`);
    return work(call, ruleOf(call, id), input);
  });
}

function ruleOf(call: Call, id: string): BinRule {
  const rule = ebsState(call).rules.find(id);
  if (!rule || rule.account !== call.caller.account || rule.region !== call.region) throw errors.notFound(id);
  return rule;
}

function createRule(call: Call, input: Input): BinRule {
  const unknown = Object.keys(input).find((member) => !CREATE.includes(member));
  if (unknown !== undefined) throw errors.invalid(`The sandbox does not simulate ${unknown} of CreateRule; leave it out.`);
  const resourceType = resourceTypeOf(input);
  const retentionDays = retentionOf(input, resourceType);
  if (retentionDays === undefined) throw errors.invalid('CreateRule needs a RetentionPeriod.');
  const scope = { matches: matchesOf(input, 'ResourceTags') ?? [], excludes: matchesOf(input, 'ExcludeResourceTags') ?? [] };
  requireOneScope(scope);
  const delayDays = delayOf(input);
  if (delayDays !== undefined && scope.matches.length > 0) throw errors.invalid('Only rules for a region can be locked.');
  return put(call, {
    id: upperId(11), account: call.caller.account, region: call.region, due: null, resourceType, retentionDays, ...scope, description: typeof input['Description'] === 'string' ? input['Description'] : '',
    createdMicros: Math.floor(call.time.nowMicros()), tags: tagsOf(input), lock: delayDays === undefined ? null : { delayDays, state: 'locked', endsMicros: null },
  });
}

function updateRule(call: Call, rule: BinRule, input: Input): object {
  requireUnlocked(rule);
  const type = input['ResourceType'] === undefined ? rule.resourceType : resourceTypeOf(input);
  if (type !== rule.resourceType) throw errors.invalid('The resource type of a rule cannot be changed.');
  const changed: BinRule = {
    ...rule, retentionDays: retentionOf(input, type) ?? rule.retentionDays, description: typeof input['Description'] === 'string' ? input['Description'] : rule.description,
    matches: matchesOf(input, 'ResourceTags') ?? rule.matches, excludes: matchesOf(input, 'ExcludeResourceTags') ?? rule.excludes,
  };
  requireOneScope(changed);
  return ruleOutput(put(call, changed));
}

function listRules(call: Call, input: Input): object {
  const type = resourceTypeOf(input);
  const matches = matchesOf(input, 'ResourceTags') ?? [];
  const lockState = input['LockState'];
  const rules = ebsState(call).rules.list({ account: call.caller.account, region: call.region })
    .filter((rule) => rule.resourceType === type && (lockState === undefined || lockStateOf(rule) === lockState))
    .filter((rule) => matches.every(({ key, value }) => rule.matches.some((one) => one.key === key && (value === null || one.value === value))));
  const most = Number(input['MaxResults'] ?? 1000);
  const token = input['NextToken'];
  const start = typeof token === 'string' ? rules.findIndex(({ id }) => Buffer.from(id).toString('base64') === token) : 0;
  if (start === -1) throw errors.invalid('The page token is not valid.', 'INVALID_PAGE_TOKEN');
  const next = rules[start + most];
  return { Rules: rules.slice(start, start + most).map(summary), ...(next === undefined ? {} : { NextToken: Buffer.from(next.id).toString('base64') }) };
}

function requireUnlocked({ id, lock }: BinRule): void {
  if (lock !== null && lock.state !== 'unlocked') throw errors.conflict(`Rule ${id} is locked.`);
}

function put(call: Call, rule: BinRule): BinRule {
  return call.catalogue.transaction(() => ebsState(call).rules.put(rule));
}

function lockStateOf({ lock }: BinRule): string {
  return lock?.state ?? 'unlocked';
}

function summary(rule: BinRule): object {
  return { Identifier: rule.id, Description: rule.description, RetentionPeriod: { RetentionPeriodValue: rule.retentionDays, RetentionPeriodUnit: 'DAYS' }, LockState: lockStateOf(rule), RuleArn: `arn:aws:rbin:${rule.region}:${rule.account}:rule/${rule.id}` };
}

function ruleOutput(rule: BinRule): object {
  const tagged = (matches: BinRule['matches']): readonly object[] => matches.map(({ key, value }) => ({ ResourceTagKey: key, ...(value === null ? {} : { ResourceTagValue: value }) }));
  return {
    ...summary(rule), ResourceType: rule.resourceType, ResourceTags: tagged(rule.matches), ExcludeResourceTags: tagged(rule.excludes), Status: 'available',
    ...(rule.lock === null ? {} : { LockConfiguration: { UnlockDelay: { UnlockDelayValue: rule.lock.delayDays, UnlockDelayUnit: 'DAYS' } } }),
    ...(rule.lock?.endsMicros === null || rule.lock === null ? {} : { LockEndTime: dateOfMicros(rule.lock.endsMicros) }),
  };
}

function tagList(tags: Tags): readonly object[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
