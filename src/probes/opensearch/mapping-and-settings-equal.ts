import { z } from 'zod';
import type { Binding, DrillContext, ProbeModule, ProbeReading } from '#contract/modules';
import { withDomain } from '#stores/opensearch/domain';
import { loadDomainDefinition } from '#stores/opensearch/domain-definition';
import type { DomainDefinition } from '#stores/opensearch/domain-definition';
import { readContents } from '#stores/opensearch/index-definitions';
import { shown } from '../rds/shown.ts';
import { documentedIndices } from './documented-indices.ts';
import { failedLook } from './failed-look.ts';
import { mappingText, settingLines } from './normal-form.ts';

const args = z.strictObject({ store: z.string(), definition: z.string(), into: z.record(z.string(), z.string()).optional() });
type Args = z.output<typeof args>;

/** The new indices have the documented mapping, neither looser nor guessed, and the documented settings: shards, replicas, analysis. */
export const mappingAndSettingsEqual: ProbeModule<Args> = {
  id: 'opensearch.mapping-and-settings-equal',
  with: args,
  run: (context, { store, definition, into }) => look(context, context.candidate(store), loadDomainDefinition(context, definition), into).catch(failedLook),
  negativeControl: (context, { store, definition }) => shown(mappingAndSettingsEqual.id, () => look(context, context.binding(store), spoiled(loadDomainDefinition(context, definition)))),
};

/** The definition with another number of replicas and a mapping that takes any field. */
function spoiled(definition: DomainDefinition): DomainDefinition {
  return { ...definition, templates: Object.fromEntries(Object.entries(definition.templates).map(([name, one]) => [name, { ...one, template: { settings: { ...one.template.settings, number_of_replicas: 7 }, mappings: { ...one.template.mappings, dynamic: 'true' } } }])) };
}

async function look(context: DrillContext, { resource, region }: Binding, definition: DomainDefinition, into?: Readonly<Record<string, string>>): Promise<ProbeReading> {
  return withDomain(context.targets.access('drill-observer', region), resource, async (client) => {
    const { indices } = await readContents(client, context.signal);
    const off: string[] = [];
    for (const [alias, index] of await documentedIndices(client, definition, into)) {
      const found = indices.find((one) => one.index === index);
      const wanted = Object.values(definition.templates).find(({ index_patterns: patterns }) => patterns.includes(`${alias}-*`))?.template;
      if (index === null || found === undefined) off.push(`there is no index for ${alias}`);
      else if (wanted === undefined) off.push(`no documented template is for ${alias}-*`);
      else off.push(...differences(index, found, wanted));
    }
    return off.length === 0 ? { result: 'pass', detail: `mapping and settings of ${definition.aliases.join(', ')} are as documented` } : { result: 'fail', detail: off.join('; ') };
  });
}

interface Shape {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly mappings: Readonly<Record<string, unknown>>;
}

function differences(index: string, found: Shape, wanted: Shape): readonly string[] {
  const has = new Set(settingLines(found.settings));
  const settings = settingLines(wanted.settings).filter((line) => !has.has(line));
  return [
    ...(mappingText(found.mappings) === mappingText(wanted.mappings) ? [] : [`the mapping of ${index} is ${mappingText(found.mappings)}, documented ${mappingText(wanted.mappings)}`]),
    ...(settings.length === 0 ? [] : [`${index} lacks ${settings.join(', ')}`]),
  ];
}
