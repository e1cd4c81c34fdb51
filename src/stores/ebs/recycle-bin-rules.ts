import { z } from 'zod';
import type { AwsAccess } from '#contract/aws';
import { withCaller, type SignedCaller, type SignedRequest } from './signed-caller.ts';

const tags = z.array(z.object({ ResourceTagKey: z.string(), ResourceTagValue: z.string().nullish() })).nullish();

const rule = z.object({
  Identifier: z.string(),
  ResourceType: z.string(),
  Status: z.string().nullish(),
  RetentionPeriod: z.object({ RetentionPeriodValue: z.number(), RetentionPeriodUnit: z.string() }),
  ResourceTags: tags,
  ExcludeResourceTags: tags,
});

/** A rule by which the Recycle Bin keeps what is deleted. With tags it keeps what bears one of them, without any everything but what is excluded. */
export type RecycleBinRule = z.output<typeof rule>;

const summaries = z.object({ Rules: z.array(z.object({ Identifier: z.string() })).nullish(), NextToken: z.string().nullish() });

/** The Recycle Bin's rules for volumes (API version 2021-06-15, REST-JSON: ListRules, then GetRule for the tags). */
export function recycleBinRules(access: AwsAccess): Promise<readonly RecycleBinRule[]> {
  return withCaller({ access, service: 'rbin' }, async (caller) => {
    const rules: RecycleBinRule[] = [];
    let token: string | undefined;
    do {
      const page = summaries.parse(await ask(caller, { what: 'ListRules', method: 'POST', path: '/list-rules', body: json({ ResourceType: 'EBS_VOLUME', NextToken: token }) }));
      for (const { Identifier } of page.Rules ?? []) rules.push(rule.parse(await ask(caller, { what: `GetRule ${Identifier}`, method: 'GET', path: `/rules/${Identifier}` })));
      token = page.NextToken || undefined;
    } while (token !== undefined);
    return rules;
  });
}

/** Makes a rule that keeps deleted volumes which bear a tag; the rule's id. */
export async function makeRecycleBinRule(access: AwsAccess, { tag, days, description }: { readonly tag: { readonly key: string; readonly value: string }; readonly days: number; readonly description: string }): Promise<string> {
  const body = json({ ResourceType: 'EBS_VOLUME', Description: description, RetentionPeriod: { RetentionPeriodValue: days, RetentionPeriodUnit: 'DAYS' }, ResourceTags: [{ ResourceTagKey: tag.key, ResourceTagValue: tag.value }] });
  const made = await withCaller({ access, service: 'rbin' }, (caller) => ask(caller, { what: 'CreateRule', method: 'POST', path: '/rules', body }));
  return z.object({ Identifier: z.string() }).parse(made).Identifier;
}

/** The rules that would keep a volume with these tags if it were deleted now. */
export function keptBy(rules: readonly RecycleBinRule[], volumeTags: Readonly<Record<string, string>>): readonly RecycleBinRule[] {
  const bears = (list: RecycleBinRule['ResourceTags']): boolean => (list ?? []).some(({ ResourceTagKey, ResourceTagValue }) => Object.hasOwn(volumeTags, ResourceTagKey) && (ResourceTagValue == null || volumeTags[ResourceTagKey] === ResourceTagValue));
  return rules.filter(({ Status, ResourceTags, ExcludeResourceTags }) => (Status ?? 'available') === 'available' && ((ResourceTags ?? []).length > 0 ? bears(ResourceTags) : !bears(ExcludeResourceTags)));
}

/** A rule in words. */
export function recycleBinRuleText({ ResourceTags, RetentionPeriod }: RecycleBinRule): string {
  const which = (ResourceTags ?? []).map(({ ResourceTagKey, ResourceTagValue }) => `${ResourceTagKey}=${ResourceTagValue ?? '*'}`).join(' or ');
  return `${which === '' ? 'every volume' : which} for ${RetentionPeriod.RetentionPeriodValue} ${RetentionPeriod.RetentionPeriodUnit.toLowerCase()}`;
}

async function ask(caller: SignedCaller, request: SignedRequest): Promise<unknown> {
  const { body } = await caller.call(request);
  return body.length === 0 ? {} : JSON.parse(body.toString('utf8'));
}

function json(value: object): Buffer {
  return Buffer.from(JSON.stringify(value));
}
