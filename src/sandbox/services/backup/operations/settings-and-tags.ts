import type { Call, Operation } from '../../../service.ts';
import { placeOf } from '../access.ts';
import { planArn } from '../arns.ts';
import { backupErrors } from '../errors.ts';
import { need, tagsOf, texts, type Input } from '../input.ts';
import type { Kinds } from '../kinds.ts';
import { PLANS, POINTS, VAULTS, type Tags } from '../model.ts';
import { regionSettingsOperations } from './region-settings.ts';

/** What the region is opted in to, and tags of vaults, plans and points. */
export function settingsAndTags(kinds: Kinds): Readonly<Record<string, Operation>> {
  const types = kinds.all.map(({ type }) => type);
  return {
    ...regionSettingsOperations(types),
    DescribeGlobalSettings: () => ({ GlobalSettings: { isCrossAccountBackupEnabled: 'true' } }),
    GetSupportedResourceTypes: () => ({ ResourceTypes: types }),
    ListTags: (call, input) => ({ Tags: tagged(call, input).tags }),
    TagResource: (call, input) => {
      const one = tagged(call, input);
      one.keep(tagsOf({ ...one.tags, ...tagsOf(input['Tags']) }));
    },
    UntagResource: (call, input) => {
      const one = tagged(call, input);
      const gone = texts(input, 'TagKeyList');
      one.keep(Object.fromEntries(Object.entries(one.tags).filter(([key]) => !gone.includes(key))));
    },
  };
}

/** The vault, plan or point of the caller that an ARN names. */
function tagged(call: Call, input: Input): { readonly tags: Tags; keep(tags: Tags): void } {
  const arn = need(input, 'ResourceArn');
  const { account, region } = placeOf(call);
  const here = <T extends { readonly account: string; readonly region: string }>(row: T | null | undefined): row is T => row !== null && row !== undefined && row.account === account && row.region === region;
  const vault = VAULTS.find(call.catalogue, arn);
  if (here(vault)) return { tags: vault.tags, keep: (tags) => VAULTS.put(call.catalogue, { ...vault, tags }) };
  const plan = PLANS.find(call.catalogue, arn.split(':').at(-1) ?? '');
  if (here(plan) && plan.deleted === null && planArn(plan, plan.id) === arn) return { tags: plan.tags, keep: (tags) => PLANS.put(call.catalogue, { ...plan, tags }) };
  const point = POINTS.find(call.catalogue, arn);
  if (here(point)) return { tags: point.tags, keep: (tags) => POINTS.put(call.catalogue, { ...point, tags }) };
  throw backupErrors.notFound(`Resource ${arn} cannot be found.`);
}
