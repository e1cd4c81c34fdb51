import type { BackupConfig } from '#contract/config.schema';
import type { Dependency } from '#contract/events';
import type { DrillContext } from '#contract/modules';
import { durationSeconds, humanDuration } from '#kit/durations';
import { microsOf } from '#kit/time';
import { homeOf } from '#stores/backup/home-of';
import { newestCompleted } from '#stores/backup/newest-point';
import { pointsInVault } from '#stores/backup/points-in-vault';
import { resourceArn } from '#stores/backup/resource-arn';
import { vaultKeyOf } from '#stores/backup/vault-key';
import { withStore } from '#stores/s3/with-s3';
import { keyNeed } from './key-need.ts';
import { goes, looked, type Struck } from './struck.ts';

/** The backups that this run relies on: whether one is there outside what goes, how old it is, and whether its key can be used. */
export async function copyNeeds(context: DrillContext, struck: Struck): Promise<readonly Dependency[]> {
  const needs: Dependency[] = [];
  for (const backup of struck.store.backups) {
    const place = { store: struck.store.id, kind: 'copy', what: `${backup.resource} in ${backup.region}`, region: backup.region } as const;
    needs.push(...(await looked(place, async () => {
      if (backup.kind === 'aws-backup') return [...(await inVault(context, struck, backup)), await vaultKey(context, struck, backup)];
      if (backup.kind === 'source-files') return files(context, struck, backup);
      return { ...place, lost: goes(struck, backup.region), detail: `${backup.title}: kept by the service itself, in ${backup.region}` };
    })));
  }
  return needs.length > 0 ? needs : [{ store: struck.store.id, kind: 'copy', what: `a backup of ${struck.store.id}`, region: null, lost: null, missing: true, detail: `this run relies on no backup of ${struck.store.id}` }];
}

type Vault = Extract<BackupConfig, { readonly kind: 'aws-backup' }>;
type Sources = Extract<BackupConfig, { readonly kind: 'source-files' }>;

async function inVault(context: DrillContext, struck: Struck, vault: Vault): Promise<readonly Dependency[]> {
  const { id, region } = { id: struck.store.id, region: vault.region };
  const points = await pointsInVault(context, vault, { arn: resourceArn(struck.store, homeOf(context, id)), principal: 'drill-observer' });
  const newest = newestCompleted(points, context.clock.nowMicros());
  const lost = goes(struck, region);
  if (newest === null) return [{ store: id, kind: 'copy', what: `vault ${vault.resource}`, region, lost, missing: true, detail: `vault ${vault.resource} in ${region} holds no completed point of ${struck.store.resource}: it has never been copied there, or the copy is gone` }];
  const age = (context.clock.nowMicros() - microsOf(newest.createdAt)) / 1e6;
  return [{ store: id, kind: 'copy', what: newest.arn, region, lost, detail: `newest of ${points.length} points in vault ${vault.resource}, from ${newest.createdAt}: ${humanDuration(age)} old` }, ...late(struck, vault, age)];
}

/** More than this after a copy was due it is late: jobs have a window to begin in, take their time, and are copied afterwards. */
const GRACE_SECONDS = 9 * 3600;

function late(struck: Struck, { resource, region, every }: BackupConfig, ageSeconds: number): readonly Dependency[] {
  if (ageSeconds <= durationSeconds(every) + GRACE_SECONDS) return [];
  return [{ store: struck.store.id, kind: 'copy', what: `${resource} of the last ${humanDuration(durationSeconds(every))}`, region, lost: goes(struck, region), missing: true, detail: `a copy is due every ${humanDuration(durationSeconds(every))}, and the newest one in ${resource} (${region}) is ${humanDuration(ageSeconds)} old: all that is newer has no copy` }];
}

async function vaultKey(context: DrillContext, struck: Struck, vault: Vault): Promise<Dependency> {
  const access = context.targets.access('drill-observer', vault.region);
  const key = await vaultKeyOf(access, vault.resource);
  return keyNeed(access, struck, key);
}

async function files(context: DrillContext, struck: Struck, { resource: bucket, prefix, region, every }: Sources): Promise<readonly Dependency[]> {
  let [count, newest] = [0, ''];
  await withStore(context.targets.access('drill-observer', region), async (s3) => {
    for await (const page of s3.listObjects(bucket, { prefix, signal: context.signal })) {
      count += page.length;
      for (const { lastModified } of page) if (lastModified > newest) newest = lastModified;
    }
  });
  const place = { store: struck.store.id, kind: 'copy', region, lost: goes(struck, region) } as const;
  if (count === 0) return [{ ...place, what: `s3://${bucket}/${prefix}`, missing: true, detail: `s3://${bucket}/${prefix} in ${region} holds no file: nothing was ever replicated there, or it is gone` }];
  const age = (context.clock.nowMicros() - microsOf(newest)) / 1e6;
  // Files land when users bring some: a day without any is no sign of a broken replication, more is.
  const due = Math.max(durationSeconds(every), 86_400);
  return [{ ...place, what: `s3://${bucket}/${prefix}`, detail: `${count} files, the newest from ${newest}` }, ...(age > due + GRACE_SECONDS ? [{ ...place, what: `s3://${bucket}/${prefix} of the last ${humanDuration(due)}`, missing: true, detail: `the newest file in ${bucket} (${region}) is ${humanDuration(age)} old: what landed since has no copy there` }] : [])];
}
