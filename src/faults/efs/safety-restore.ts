import { z } from 'zod';
import type { AwsAccess } from '#contract/aws';
import type { StoreConfig } from '#contract/config.schema';
import type { Binding, DrillContext } from '#contract/modules';
import { applyFileSystemSettings } from '#stores/efs/apply-file-system-settings';
import { describeFileSystem } from '#stores/efs/describe-file-system';
import { efsCode } from '#stores/efs/efs-code';
import { parseFileSystemSettings, type FileSystemSettings } from '#stores/efs/file-system-settings';
import { mounted } from '#stores/efs/mounted';
import { look } from '#stores/efs/walk-tree';
import { efsSdk, withEfs } from '#stores/efs/with-efs';
import { withStore } from '#stores/s3/with-s3';
import { inRegion } from '#targets/in-region';
import { writePointer } from '#targets/pointer';
import { bringBack, isWhole } from './bring-back.ts';
import { keptTree } from './kept-tree.ts';
import { asideOf } from './put-aside.ts';
import { safetyPlaces, type SafetyPlaces } from './safety-places.ts';

const documentSchema = z.strictObject({ system: z.string().min(1), settings: z.unknown() });

/**
 * Brings a file system back to the safety copy: files, settings, pointer. A file system that was deleted is made anew, and one that was never
 * struck keeps its files. What differs from the copy is put aside below redrill's own folder, so that nothing is lost for good.
 */
export async function restoreSafetyCopy(context: DrillContext, store: StoreConfig): Promise<void> {
  const places = safetyPlaces(context, store.id);
  const binding = context.binding(store.id);
  const access = context.targets.access('drill-operator', binding.region);
  await withStore(inRegion(access, places.region), async (s3) => {
    const { body } = await s3.get({ bucket: places.bucket, key: places.settings });
    const document = documentSchema.parse(JSON.parse(body.toString('utf8')));
    const settings = parseFileSystemSettings(document.settings);
    const { system } = await context.effect({
      id: `5-put-back/safety-copy/${store.id}`,
      what: `bring ${binding.resource} back to the safety copy in s3://${places.bucket}/${places.prefix}`,
      destructive: true,
      // Every part looks before it changes anything, so repeating it is the way to finish it.
      probe: async () => undefined,
      act: async () => {
        const id = await ensureFileSystem(access, { wanted: document.system, places, settings });
        await applyFileSystemSettings(context, { access, id }, settings);
        const root = await mounted(context, { ...binding, resource: id });
        const kept = await keptTree(s3, places);
        const spared = id === document.system && mayBeWhole(context, store.id) && (await isWhole(root, kept));
        if (!spared) await bringBack(kept, { root, own: places.own, restoredSince: restoredSince(context, store.id), read: async (piece) => (await s3.get({ bucket: places.bucket, key: `${places.pieces}${piece}` })).body });
        await writePointer(access, store.pointer, id);
        return { system: id, files: kept.filter(({ kind }) => kind !== 'folder').length };
      },
    });
    await tellAside(context, { ...binding, resource: system }, asideOf(places.own));
  });
}

/** A fault that was begun and cut off may have deleted nothing yet; once it was done, or a recovery has begun, the files are not those of before. */
function mayBeWhole(context: DrillContext, store: string): boolean {
  return !context.effects().some(({ id, done }) => (done && id.startsWith('3-disrupt/efs.') && id.endsWith(`/${store}`)) || isRecovery(id, store));
}

function isRecovery(id: string, store: string): boolean {
  return id.startsWith('4-recover/efs.') && id.split('/').includes(store);
}

const RESTORE = '4-recover/efs.restore-from-backup/';

/** When this run first asked for a restore: dated folders from then on are its own. */
function restoredSince(context: DrillContext, store: string): string | null {
  const asked = context.effects().find(({ id, done }) => done && id.startsWith(`${RESTORE}${store}/token`));
  return (asked?.result as { readonly startedAt?: string } | undefined)?.startedAt ?? null;
}

/** What was put aside is for people to look through: the record names it. */
async function tellAside(context: DrillContext, binding: Binding, aside: string): Promise<void> {
  const { store, resource: system } = binding;
  if ((await look(await mounted(context, binding), aside)) === null) return;
  await context.effect({
    id: `5-put-back/replace/${store}/put-aside`,
    what: `name what was put aside in ${system}`,
    destructive: false,
    probe: async () => undefined,
    act: async () => ({ leaves: `${aside} in ${system}` }),
  });
}

interface Ensure {
  readonly wanted: string;
  readonly places: SafetyPlaces;
  readonly settings: FileSystemSettings;
}

/** The file system that was copied, or a new one of this run; the creation token finds it again after a crash. */
async function ensureFileSystem(access: AwsAccess, { wanted, places, settings }: Ensure): Promise<string> {
  const state = (await describeFileSystem(access, wanted))?.LifeCycleState;
  if (state !== undefined && state !== 'deleting' && state !== 'deleted') return wanted;
  const { PerformanceMode, ThroughputMode, ProvisionedThroughputInMibps, Encrypted, KmsKeyId, Tags } = settings;
  const input = { CreationToken: `redrill-${places.own}`.slice(0, 64), PerformanceMode, ThroughputMode, Encrypted, Tags, ...(KmsKeyId === null ? {} : { KmsKeyId }), ...(ProvisionedThroughputInMibps === null ? {} : { ProvisionedThroughputInMibps }) };
  try {
    const { FileSystemId } = await withEfs(access, (client) => client.send(new (efsSdk().CreateFileSystemCommand)(input)));
    return FileSystemId ?? wanted;
  } catch (error) {
    if (efsCode(error) !== 'FileSystemAlreadyExists') throw error;
    return (error as { readonly FileSystemId?: string }).FileSystemId ?? wanted;
  }
}
