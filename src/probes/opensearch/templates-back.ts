import { z } from 'zod';
import type { Binding, DrillContext, ProbeModule, ProbeReading } from '#contract/modules';
import { withDomain } from '#stores/opensearch/domain';
import { loadDomainDefinition } from '#stores/opensearch/domain-definition';
import { indexTemplates } from '#stores/opensearch/index-definitions';
import { shown } from '../rds/shown.ts';
import { failedLook } from './failed-look.ts';
import { templateText } from './normal-form.ts';

const args = z.strictObject({ store: z.string(), definition: z.string() });
type Args = z.output<typeof args>;
type Templates = Readonly<Record<string, unknown>>;

/** Every documented index template is there as documented: the next index of its pattern will get the right mapping. */
export const templatesBack: ProbeModule<Args> = {
  id: 'opensearch.templates-back',
  with: args,
  run: (context, { store, definition }) => look(context, context.candidate(store), loadDomainDefinition(context, definition).templates).catch(failedLook),
  negativeControl: (context, { store, definition }) => shown(templatesBack.id, () => look(context, context.binding(store), { ...loadDomainDefinition(context, definition).templates, 'redrill-control': { index_patterns: ['redrill-control-*'] } })),
};

async function look(context: DrillContext, { resource, region }: Binding, wanted: Templates): Promise<ProbeReading> {
  const found = await withDomain(context.targets.access('drill-observer', region), resource, indexTemplates);
  const off = Object.entries(wanted).flatMap(([name, template]) => {
    if (found[name] === undefined) return [`template ${name} is not there`];
    return templateText(found[name]) === templateText(template) ? [] : [`template ${name} is ${templateText(found[name])}, documented ${templateText(template)}`];
  });
  return off.length === 0 ? { result: 'pass', detail: `${Object.keys(wanted).join(', ')} are as documented` } : { result: 'fail', detail: off.join('; ') };
}
