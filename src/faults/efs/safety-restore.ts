import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { AwsAccess } from '#contract/aws';
import type { StoreConfig } from '#contract/config.schema';
import type { DrillContext } from '#contract/modules';
import { applyFileSystemSettings } from '#stores/efs/apply-file-system-settings';
import { describeFileSystem } from '#stores/efs/describe-file-system';
import { efsCode } from '#stores/efs/efs-code';
import { parseFileSystemSettings, type FileSystemSettings } from '#stores/efs/file-system-settings';
import { mounted } from '#stores/efs/mounted';
import { DATED_FOLDER, pathBytes, REDRILL_FOLDER } from '#stores/efs/names';
import { walkTree } from '#stores/efs/walk-tree';
import { efsSdk, withEfs } from '#stores/efs/with-efs';
import type { S3Store } from '#stores/s3/s3-store';
import { withStore } from '#stores/s3/with-s3';
import { writePointer } from '#targets/pointer';
import { keptTree } from './kept-tree.ts';
import { safetyPlaces, type SafetyPlaces } from './safety-places.ts';
import { writeKept } from './write-kept.ts';

const documentSchema = z.strictObject({ system: z.string().min(1), settings: z.unknown() });

/**
 * Brings a file system back to the safety copy: files, settings, pointer. A file system that was deleted is made anew. Files that the copy does not hold
 * are put aside below redrill's own folder, so that nothing is lost for good; what AWS Backup put into dated folders goes, its point still has it.
 */
export async function restoreSafetyCopy(context: DrillContext, store: StoreConfig): Promise<void> {
  const places = safetyPlaces(context, store.id);
  const binding = context.binding(store.id);
  const access = context.targets.access('drill-operator', binding.region);
  await withStore(access, async (s3) => {
    const { body } = await s3.get({ bucket: places.bucket, key: places.settings });
    const document = documentSchema.parse(JSON.parse(body.toString('utf8')));
    const settings = parseFileSystemSettings(document.settings);
    await context.effect({
      id: `5-put-back/safety-copy/${store.id}`,
      what: `bring ${binding.resource} back to the safety copy in s3://${places.bucket}/${places.prefix}`,
      destructive: false,
      // Every part looks before it changes anything, so repeating it is the way to finish it.
      probe: async () => undefined,
      act: async () => {
        const id = await ensureFileSystem(access, { wanted: document.system, places, settings });
        await applyFileSystemSettings(context, { access, id }, settings);
        const root = await mounted(context, { ...binding, resource: id });
        const files = await bringBack(context, { s3, places, root });
        await writePointer(access, store.pointer, id);
        return { system: id, files };
      },
    });
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

async function bringBack({ run }: DrillContext, { s3, places, root }: { readonly s3: S3Store; readonly places: SafetyPlaces; readonly root: string }): Promise<number> {
  for (const name of await readdir(root)) if (DATED_FOLDER.test(name)) await rm(join(root, name), { recursive: true, force: true });
  const kept = await keptTree(s3, places);
  const paths = new Set(kept.map(({ path }) => path));
  const surplus: string[] = [];
  for await (const { path } of walkTree(root, { without: (one) => one === REDRILL_FOLDER || surplus.some((parent) => one.startsWith(`${parent}/`)) })) if (!paths.has(path)) surplus.push(path);
  // what lies in a surplus folder goes with it
  for (const [n, path] of surplus.filter((one) => !surplus.some((parent) => one.startsWith(`${parent}/`))).entries()) {
    const aside = join(root, REDRILL_FOLDER, 'put-aside', run.id, String(n));
    await mkdir(aside, { recursive: true });
    await rename(pathBytes(root, path), pathBytes(aside, path.slice(path.lastIndexOf('/') + 1)));
  }
  await writeKept(kept, root, async (piece) => (await s3.get({ bucket: places.bucket, key: `${places.pieces}${piece}` })).body);
  return kept.filter(({ kind }) => kind !== 'folder').length;
}
