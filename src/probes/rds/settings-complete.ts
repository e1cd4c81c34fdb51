import { z } from 'zod';
import type { AwsAccess } from '#contract/aws';
import type { Posture } from '#contract/events';
import type { Binding, DrillContext, ProbeModule, ProbeReading } from '#contract/modules';
import type { InstanceSettings } from '#stores/rds/instance-settings';
import { keyArn } from '#stores/rds/key-arn';
import { loadInstanceDefinition } from '#stores/rds/load-instance-definition';
import { readInstanceSettings } from '#stores/rds/read-instance-settings';
import { failedLook } from './failed-look.ts';
import { documentedPosture } from './posture-of.ts';
import { settingsOff } from './settings-off.ts';
import { shown } from './shown.ts';

const args = z.strictObject({ store: z.string(), definition: z.string() });
type Args = z.output<typeof args>;

/** Every setting of the restored instance is as its documented definition says or stronger, and its parameters are in force. */
export const settingsComplete: ProbeModule<Args> = {
  id: 'rds.settings-complete',
  with: args,
  run: (context, { store, definition }) => look(context, context.candidate(store), loadInstanceDefinition(context, definition)).catch(failedLook),
  negativeControl: (context, { store, definition }) => {
    const wanted = loadInstanceDefinition(context, definition);
    return shown(settingsComplete.id, () => look(context, context.binding(store), { ...wanted, DBParameterGroupName: `${wanted.DBParameterGroupName}-control`, BackupRetentionPeriod: 36 }));
  },
};

async function look(context: DrillContext, { resource, region }: Binding, wanted: InstanceSettings): Promise<ProbeReading> {
  const access = context.targets.access('drill-observer', region);
  const { instance, settings } = await readInstanceSettings(access, resource);
  const off = settingsOff(documentedPosture(settings), await documented(access, wanted));
  const status = instance.DBParameterGroups?.[0]?.ParameterApplyStatus ?? 'unknown';
  if (status !== 'in-sync') off.push(`the parameters of ${settings.DBParameterGroupName} are ${status}, expected in-sync`);
  if (off.length > 0) return { result: 'fail', detail: off.join('; ') };
  return { result: 'pass', detail: `all settings of ${resource} are as documented, and its parameters are in force` };
}

/** A certificate that the definition leaves open is nobody's fault; a key may be named by its alias. */
async function documented(access: AwsAccess, wanted: InstanceSettings): Promise<Posture> {
  const { caCertificate, optionGroup, ...posture } = documentedPosture({ ...wanted, KmsKeyId: await keyArn(access, wanted.KmsKeyId) });
  return { ...posture, ...(caCertificate === null ? {} : { caCertificate }), ...(optionGroup === null ? {} : { optionGroup }) } as Posture;
}
