import type { FileSystemDescription } from '@aws-sdk/client-efs';
import type { Binding, DrillContext } from '#contract/modules';
import type { TargetRef } from '#contract/events';
import { refusal } from '#kit/redrill-error';
import { describeFileSystem, fileSystemArn, tagsOf } from '#stores/efs/describe-file-system';
import { mounted } from '#stores/efs/mounted';
import { REDRILL_FOLDER } from '#stores/efs/names';
import { SESSION_FILE } from '#stores/efs/session';
import { walkTree } from '#stores/efs/walk-tree';
import { mustBeInPlan } from '../must-be-in-plan.ts';

export interface TreeSize {
  readonly count: number;
  readonly bytes: number;
  /** A few paths that a user would miss first. */
  readonly sample: readonly string[];
}

const SAMPLE = 3;

/** What a file system holds: everything but folders, and the bytes of files. */
export async function treeSize(root: string): Promise<TreeSize> {
  let [count, bytes] = [0, 0];
  const sample: string[] = [];
  for await (const { kind, sizeBytes, path } of walkTree(root)) {
    if (kind === 'folder') continue;
    count += 1;
    bytes += sizeBytes;
    if (sample.length < SAMPLE && !path.startsWith(REDRILL_FOLDER) && path.endsWith(SESSION_FILE)) sample.push(path);
  }
  return { count, bytes, sample };
}

/** What would be lost with a file system or its content; an empty list where it is not there. */
export async function fileSystemTarget(context: DrillContext, binding: Binding, what: string): Promise<readonly TargetRef[]> {
  const access = context.targets.access('drill-observer', binding.region);
  const system = await describeFileSystem(access, binding.resource);
  if (system?.LifeCycleState !== 'available') return [];
  await mustBeInPlan(access, { store: context.store(binding.store), arn: fileSystemArn(binding), tags: tagsOf(system) });
  const { count, bytes, sample } = await treeSize(await mounted(context, binding));
  return [{ store: binding.store, arn: fileSystemArn(binding), what: `${what}: ${count} files, ${bytes} bytes`, count, bytes, sample, tags: tagsOf(system) }];
}

/** Its owner may have changed the mind since the plan was made. */
export function mayGo({ config }: DrillContext, system: FileSystemDescription): void {
  const { key, value } = config.guards.optInTag;
  if (key === '' || value === '' || tagsOf(system)[key] !== value) throw refusal('guard.opt-in-tag', `${system.FileSystemId ?? ''} is no longer tagged ${key}=${value}: its owner does not allow drills, and nothing of it is deleted`);
}
