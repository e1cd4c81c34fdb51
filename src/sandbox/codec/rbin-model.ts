/**
 * Recycle Bin (API version 2021-06-15): the AWS SDK has no schema-driven client for it, so its operations are described here in the form
 * of the SDK's schemas. Members, bindings and status codes are those of botocore's model; `test/clients/ebs-checks.py` holds them against it.
 */
const NS = 'com.amazonaws.rbin';

const TEXT = 0;
const NUMBER = 1;
const TIME = 4;
const LABEL = [0, { httpLabel: 1 }] as const;

type Members = Readonly<Record<string, unknown>>;

function structure(name: string, members: Members, required = 0): readonly unknown[] {
  return [3, NS, name, 0, Object.keys(members), Object.values(members), required];
}

function listOf(name: string, item: readonly unknown[]): readonly unknown[] {
  return [1, NS, name, 0, () => item];
}

function operation(name: string, http: readonly [string, string, number], { input, output }: { readonly input: readonly unknown[]; readonly output: readonly unknown[] }): readonly unknown[] {
  return [9, NS, name, { http }, () => input, () => output];
}

const tags = listOf('TagList', structure('Tag', { Key: TEXT, Value: TEXT }, 2));
const tagKeys = listOf('TagKeyList', [0, NS, 'TagKey', 0, 0]);
const resourceTags = listOf('ResourceTags', structure('ResourceTag', { ResourceTagKey: TEXT, ResourceTagValue: TEXT }, 1));
const period = structure('RetentionPeriod', { RetentionPeriodValue: NUMBER, RetentionPeriodUnit: TEXT }, 2);
const delay = structure('UnlockDelay', { UnlockDelayValue: NUMBER, UnlockDelayUnit: TEXT }, 2);
const lock = structure('LockConfiguration', { UnlockDelay: () => delay }, 1);

const scope: Members = { ResourceTags: () => resourceTags, ExcludeResourceTags: () => resourceTags };
const rule: Members = { Identifier: TEXT, Description: TEXT, ResourceType: TEXT, RetentionPeriod: () => period, ...scope, Status: TEXT, LockConfiguration: () => lock, LockState: TEXT, RuleArn: TEXT };
const summary = structure('RuleSummary', { Identifier: TEXT, Description: TEXT, RetentionPeriod: () => period, LockState: TEXT, RuleArn: TEXT });
const one: Members = { Identifier: LABEL };
const tagged: Members = { ResourceArn: LABEL };
const nothing = structure('Nothing', {});

/** The operations of Recycle Bin, as `schemaOperations` finds them among the exports of a client. */
export const RBIN_MODEL: object = {
  CreateRule: operation('CreateRule', ['POST', '/rules', 201], {
    input: structure('CreateRuleRequest', { RetentionPeriod: () => period, ResourceType: TEXT, Description: TEXT, Tags: () => tags, ...scope, LockConfiguration: () => lock }, 2),
    output: structure('CreateRuleResponse', { ...rule, Tags: () => tags }),
  }),
  GetRule: operation('GetRule', ['GET', '/rules/{Identifier}', 200], { input: structure('GetRuleRequest', one, 1), output: structure('GetRuleResponse', { ...rule, LockEndTime: TIME }) }),
  ListRules: operation('ListRules', ['POST', '/list-rules', 200], {
    input: structure('ListRulesRequest', { ResourceType: TEXT, MaxResults: NUMBER, NextToken: TEXT, LockState: TEXT, ...scope }, 1),
    output: structure('ListRulesResponse', { Rules: () => listOf('RuleSummaryList', summary), NextToken: TEXT }),
  }),
  UpdateRule: operation('UpdateRule', ['PATCH', '/rules/{Identifier}', 200], {
    input: structure('UpdateRuleRequest', { ...one, RetentionPeriod: () => period, Description: TEXT, ResourceType: TEXT, ...scope }, 1),
    output: structure('UpdateRuleResponse', { ...rule, LockEndTime: TIME }),
  }),
  DeleteRule: operation('DeleteRule', ['DELETE', '/rules/{Identifier}', 204], { input: structure('DeleteRuleRequest', one, 1), output: nothing }),
  LockRule: operation('LockRule', ['PATCH', '/rules/{Identifier}/lock', 200], { input: structure('LockRuleRequest', { ...one, LockConfiguration: () => lock }, 2), output: structure('LockRuleResponse', rule) }),
  UnlockRule: operation('UnlockRule', ['PATCH', '/rules/{Identifier}/unlock', 200], { input: structure('UnlockRuleRequest', one, 1), output: structure('UnlockRuleResponse', { ...rule, LockEndTime: TIME }) }),
  TagResource: operation('TagResource', ['POST', '/tags/{ResourceArn}', 201], { input: structure('TagResourceRequest', { ...tagged, Tags: () => tags }, 2), output: nothing }),
  UntagResource: operation('UntagResource', ['DELETE', '/tags/{ResourceArn}', 204], { input: structure('UntagResourceRequest', { ...tagged, TagKeys: [() => tagKeys, { httpQuery: 'tagKeys' }] }, 2), output: nothing }),
  ListTagsForResource: operation('ListTagsForResource', ['GET', '/tags/{ResourceArn}', 200], { input: structure('ListTagsForResourceRequest', tagged, 1), output: structure('ListTagsForResourceResponse', { Tags: () => tags }) }),
};
