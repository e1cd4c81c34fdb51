import { z } from 'zod';
import type { Binding, DrillContext, ProbeModule, ProbeReading } from '#contract/modules';
import type { InstanceSettings } from '#stores/rds/instance-settings';
import { loadInstanceDefinition } from '#stores/rds/load-instance-definition';
import { withDatabase } from '#stores/rds/open-database';
import { readInstanceSettings } from '#stores/rds/read-instance-settings';
import { secretName } from '#stores/rds/read-secret';
import { failedLook } from './failed-look.ts';
import { shown } from './shown.ts';

const args = z.strictObject({ store: z.string(), definition: z.string() });
type Args = z.output<typeof args>;

/** The restored instance is available, stands behind the documented groups, is encrypted and not public, and lets the application in. */
export const instanceReady: ProbeModule<Args> = {
  id: 'rds.instance-ready',
  with: args,
  run: (context, { store, definition }) => look(context, context.candidate(store), loadInstanceDefinition(context, definition)).catch(failedLook),
  negativeControl: (context, { store, definition }) => shown(instanceReady.id, () => look(context, context.binding(store), { ...loadInstanceDefinition(context, definition), VpcSecurityGroupIds: ['sg-00000000000000000'] })),
};

async function look(context: DrillContext, { resource, region, pointer }: Binding, wanted: InstanceSettings): Promise<ProbeReading> {
  const access = context.targets.access('platform-app', region);
  const { instance, settings } = await readInstanceSettings(context.targets.access('drill-observer', region), resource);
  if (instance.DBInstanceStatus !== 'available') return { result: 'fail', detail: `${resource} is ${instance.DBInstanceStatus ?? 'in no known state'}` };
  const wrong = wrongIn(settings, wanted);
  if (wrong.length > 0) return { result: 'fail', detail: `${resource}: ${wrong.join('; ')}` };
  const where = await withDatabase({ access, identifier: resource, secret: secretName(pointer) }, async (database) => {
    await database.query('select 1');
    return database.where;
  });
  return { result: 'pass', detail: `${where} answers the application; subnet and security groups as documented, not public, encrypted` };
}

function wrongIn(found: InstanceSettings, wanted: InstanceSettings): readonly string[] {
  return [
    ...(found.DBSubnetGroupName === wanted.DBSubnetGroupName ? [] : [`subnet group ${found.DBSubnetGroupName}, documented ${wanted.DBSubnetGroupName}`]),
    ...(found.VpcSecurityGroupIds.join() === [...wanted.VpcSecurityGroupIds].sort().join() ? [] : [`security groups ${found.VpcSecurityGroupIds.join(', ')}, documented ${wanted.VpcSecurityGroupIds.join(', ')}`]),
    ...(found.PubliclyAccessible && !wanted.PubliclyAccessible ? ['it is publicly accessible'] : []),
    ...(wanted.StorageEncrypted && !found.StorageEncrypted ? ['its storage is not encrypted'] : []),
  ];
}
