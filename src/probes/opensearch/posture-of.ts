import type { DomainStatus } from '@aws-sdk/client-opensearch';
import type { Posture, PostureComparator } from '#contract/events';
import type { DomainContents } from '#stores/opensearch/index-definitions';
import type { WriterState } from '#stores/opensearch/writers';
import { canonicalText, mappingText, settingLines, templateText } from './normal-form.ts';

/** How each setting may differ from what it was: `at-least` where stronger is welcome. */
export const OPENSEARCH_COMPARATORS: Readonly<Record<string, PostureComparator>> = {
  engine: 'equal',
  instanceType: 'equal',
  instanceCount: 'at-least',
  zoneAwareness: 'at-least',
  storageEncrypted: 'at-least',
  kmsKey: 'equal',
  nodeToNodeEncryption: 'at-least',
  enforceHttps: 'at-least',
  tlsPolicy: 'equal',
  accessPolicies: 'equal',
  tags: 'superset',
  templates: 'superset',
  aliases: 'equal',
  mappings: 'equal',
  'index.settings': 'equal',
  writers: 'equal',
};

/** Domain and indices as one comparable document. Generations of an index share its name: `datasets-000001` and `datasets-000002` are both `datasets`. */
export function postureOf(domain: DomainStatus, tags: Readonly<Record<string, string>>, { contents, writers }: { readonly contents: DomainContents; readonly writers: WriterState }): Posture {
  return { ...domainPosture(domain, tags), ...contentsPosture(contents), writers };
}

function domainPosture(domain: DomainStatus, tags: Readonly<Record<string, string>>): Posture {
  const { ClusterConfig: cluster, EncryptionAtRestOptions: atRest, DomainEndpointOptions: endpoint } = domain;
  return {
    engine: domain.EngineVersion ?? null,
    instanceType: cluster?.InstanceType ?? null,
    instanceCount: cluster?.InstanceCount ?? 0,
    zoneAwareness: cluster?.ZoneAwarenessEnabled ?? false,
    storageEncrypted: atRest?.Enabled ?? false,
    kmsKey: atRest?.KmsKeyId ?? null,
    nodeToNodeEncryption: domain.NodeToNodeEncryptionOptions?.Enabled ?? false,
    enforceHttps: endpoint?.EnforceHTTPS ?? false,
    tlsPolicy: endpoint?.TLSSecurityPolicy ?? null,
    accessPolicies: policyText(domain.AccessPolicies),
    tags: Object.entries(tags).map(([key, value]) => `${key}=${value}`).sort(),
  };
}

function policyText(policy: string | undefined): string | null {
  if (policy === undefined || policy === '') return null;
  try {
    return canonicalText(JSON.parse(policy));
  } catch {
    // Whatever it is, it is compared as it stands.
    return policy;
  }
}

/** Each alias with the group of every index behind it, so that an alias over two indices is seen, and an index in an alias's place as well. */
function contentsPosture({ indices, aliases, templates }: DomainContents): Posture {
  const group = new Map(indices.map((one) => [one.index, one.group]));
  const concrete = indices.filter(({ index, group: own }) => index === own).map(({ index }) => `${index} (an index, not an alias)`);
  return {
    templates: Object.entries(templates).map(([name, template]) => `${name}=${templateText(template)}`).sort(),
    aliases: [...Object.entries(aliases).map(([alias, behind]) => `${alias} -> ${behind.map((index) => group.get(index) ?? index).join(' + ')}`), ...concrete].sort(),
    mappings: [...new Set(indices.map((one) => `${one.group}=${mappingText(one.mappings)}`))].sort(),
    'index.settings': [...new Set(indices.flatMap((one) => settingLines(one.settings).map((line) => `${one.group}: ${line}`)))].sort(),
  };
}
