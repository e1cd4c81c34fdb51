import type { TargetsPort } from '#contract/aws';
import type { ResolvedConfig, StoreConfig } from '#contract/config.schema';
import type { BeaconLine } from '#contract/events';
import type { DrillContext, PlatformWrite, ServiceModules } from '#contract/modules';
import { durationSeconds } from '#kit/durations';
import { isoMicros, realNowMs } from '#kit/time';
import { auditContext } from './audit-context.ts';
import type { AuditFolder } from './audit-folder.ts';
import { writeAudit, writeFacts } from './audit-folder.ts';
import type { AuditResult } from './audit-result.ts';
import type { EarlierFact, Fact, RestoreFact } from './facts.ts';
import { gather } from './gather/gather.ts';
import { judgeAudit } from './judge-audit.ts';
import { knownOf } from './known.ts';
import type { Known, Scope } from './known.ts';
import { notLookedAt } from './not-looked-at.ts';
import { choosePoints } from './restore/choose-points.ts';
import { journalIn, restorePoints } from './restore/restore-points.ts';
import { sweep } from './restore/sweep.ts';

export interface AuditInput {
  readonly targets: TargetsPort;
  readonly config: ResolvedConfig;
  /** The stores that are looked at; claims are judged of these alone. */
  readonly stores: readonly StoreConfig[];
  readonly services: ReadonlyMap<string, ServiceModules>;
  readonly folder: AuditFolder;
  readonly earlier: readonly EarlierFact[];
  readonly signal: AbortSignal;
  readonly redrill: string;
  readonly command: readonly string[];
  /** Restores of old points, where they are asked for. */
  readonly restore: AuditRestores | null;
  say(text: string): void;
}

/** How many points of each store are restored, and what they are compared with. */
export interface AuditRestores {
  readonly count: number;
  readonly seed: string;
  /** Results folder: what earlier audits left there is taken away first. */
  readonly results: string;
  /** The marks of a store and the writes of the platform, from ledgers outside the account. */
  history(store: string): AsyncIterable<BeaconLine>;
  writes(): AsyncIterable<PlatformWrite>;
}

/** Reads the account, restores old points where that is asked for, judges, and writes the result. */
export async function runAudit(input: AuditInput): Promise<{ readonly result: AuditResult; readonly files: readonly string[] }> {
  const { targets, config, stores, folder, restore } = input;
  const realStartedAt = isoMicros(realNowMs() * 1000);
  const at = targets.clock.nowIso();
  input.say(`reading ${stores.length} stores and everything around them`);
  const found = new Map<string, string>();
  const context = auditContext({ targets, config, id: `audit-${folder.id}`, number: folder.number, folder: folder.path, signal: input.signal, say: input.say, resourceOf: (store) => found.get(store) });
  const look = (): Promise<readonly Fact[]> => gather({ targets, config, stores, services: remembering(input.services, found), context, earlier: input.earlier });
  let gathered = await look();
  // What an earlier audit left is no part of the platform: it goes first, and is not judged.
  if (restore !== null && (await sweep({ context, results: restore.results, stores: knownOf(scopeOf(input, at), gathered).of('store'), say: input.say })) > 0) gathered = await look();
  const restores = restore === null ? [] : await restoreSome(input, { context, restore, known: knownOf(scopeOf(input, at), gathered) });
  const facts = [...gathered, ...restores];
  const known = knownOf(scopeOf(input, at), facts);
  const judged = judgeAudit(known);
  const count = (result: string): number => judged.claims.filter((claim) => claim.result === result).length;
  const result: AuditResult = {
    type: 'audit', number: folder.number, id: folder.id, at, realStartedAt, redrill: input.redrill, command: input.command,
    target: { kind: targets.kind, accounts: known.scope.accounts, regions: config.regions }, stores: stores.map(({ id }) => id), lookBackSeconds: known.scope.lookBackSeconds,
    counts: { confirmed: count('confirmed'), refuted: count('refuted'), open: count('open'), findings: judged.findings.length },
    ...judged, restores, seed: restore?.seed ?? null, notLookedAt: notLookedAt(known), facts: await writeFacts(folder, facts),
  };
  return { result, files: await writeAudit(folder, result) };
}

/** Where each store's pointer leads, for everything that looks at it later. */
function remembering(services: AuditInput['services'], found: Map<string, string>): AuditInput['services'] {
  return new Map([...services].map(([service, modules]): [string, ServiceModules] => [service, { ...modules, resolve: async (inside, store) => {
    const resource = await modules.resolve(inside, store);
    if (resource !== null) found.set(store.id, resource);
    return resource;
  } }]));
}

/** The role that the runbooks name; AWS Backup acts as it. */
const BACKUP_ROLE = 'aws-backup';

async function restoreSome({ services, folder, say }: AuditInput, { context, restore, known }: { readonly context: DrillContext; readonly restore: AuditRestores; readonly known: Known }): Promise<readonly RestoreFact[]> {
  const chosen = choosePoints(known, restore);
  const versionDays = (bucket: string): number | null => known.of('bucket').find(({ name }) => name === bucket)?.noncurrentDays ?? null;
  return restorePoints({ context, services, chosen, journal: journalIn(folder.path), role: BACKUP_ROLE, versionDays, history: restore.history, writes: restore.writes, say });
}

function scopeOf({ targets, config, stores }: AuditInput, at: string): Scope {
  const { platform, backup, recovery } = config.accounts;
  return {
    at, lookBackSeconds: durationSeconds(config.drill.lookBack), target: targets.kind, accounts: { platform: platform.id, backup: backup.id, recovery: recovery.id }, regions: config.regions,
    claims: config.platform.claims.map(({ id, text }) => ({ id, text })), stores, objectives: config.objectives.map(({ source, rpo }) => ({ source, rpoSeconds: durationSeconds(rpo) })),
  };
}
