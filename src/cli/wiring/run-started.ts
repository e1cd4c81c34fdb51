import { execFileSync } from 'node:child_process';
import type { RunStarted } from '#contract/events';
import type { ResolvedConfig, StoreConfig } from '#contract/config.schema';
import type { ResolvedScenario } from '#contract/scenario.schema';
import { durationSeconds } from '#kit/durations';
import { randomToken } from '#kit/ids';
import { isoMicros, realNowMs } from '#kit/time';
import { objectivesFor } from '#scenario/make-plan';
import type { Terminal } from '../terminal.ts';
import { readSigningKey } from '#evidence/bundle/signing-key';
import { keyFile } from './key-file.ts';
import { versionOf } from './package-info.ts';
import type { PreparedScenario } from './prepared-scenario.ts';
import { recordedConfig } from './recorded-config.ts';

/** The first fact of a record: everything that a reader needs to repeat the run. */
export function runStarted({ terminal, prepared, config, drawn, attended, engines, gaps }: { readonly terminal: Terminal; readonly prepared: PreparedScenario; readonly config: ResolvedConfig; readonly drawn: { readonly number: number; readonly id: string }; readonly attended: boolean; readonly engines: RunStarted['engines']; readonly gaps: RunStarted['notExercised'] }): RunStarted {
  const { scenario, variant, mutation, mutationExpect } = prepared;
  const signer = readSigningKey(keyFile(terminal))?.fingerprint;
  return {
    number: drawn.number,
    id: drawn.id,
    token: randomToken(4),
    scenario: scenario.id,
    title: scenario.title,
    threat: scenario.threat,
    claims: scenario.claims,
    variant,
    mutation,
    mutationExpect,
    attended,
    realStartedAt: isoMicros(realNowMs() * 1000),
    ...(signer === undefined ? {} : { signer }),
    command: ['redrill', ...terminal.argv],
    version: versionOf(),
    ...sourceState(terminal.cwd),
    seed: config.seed,
    target: { kind: config.target.kind, pace: config.target.kind === 'sandbox' ? config.target.pace : 'real', accounts: accountIds(config), regions: config.regions },
    objectives: objectivesFor(scenario, config).map((set) => ({ ...set, rtoSeconds: durationSeconds(set.rto), rpoSeconds: durationSeconds(set.rpo) })),
    stores: prepared.config.platform.stores.filter((store) => scenario.stores.includes(store.id)).map((store) => startedStore(store, scenario.declaredGaps)),
    ways: waysOf(scenario, config),
    beacon: { everySeconds: durationSeconds(config.beacons.every), fastEverySeconds: durationSeconds(config.beacons.fastEvery) },
    people: startedPeople(config, attended),
    engines,
    notExercised: [
      ...gaps,
      ...(attended || config.detection.length > 0 ? [] : [{ what: 'detection by alarms or people', why: 'no alarm source is configured and nobody attended' }]),
    ],
    config: recordedConfig(config),
  };
}

/** Ways that name no backups of their own rest on those of the plain form. */
function waysOf(scenario: ResolvedScenario, config: ResolvedConfig): NonNullable<RunStarted['ways']> {
  const all = config.platform.stores.filter((store) => scenario.stores.includes(store.id)).flatMap((store) => store.backups);
  return [null, ...scenario.variants].map((variant) => {
    const ids = (variant === null ? undefined : scenario.ways[variant]?.backups) ?? scenario.ways['default']?.backups;
    const backups = all.filter(({ id }) => ids === undefined || ids.includes(id));
    return { variant, backups: backups.map(({ id, every }) => ({ id, everySeconds: durationSeconds(every) })) };
  });
}

function accountIds({ accounts }: ResolvedConfig): Readonly<Record<string, string>> {
  return { platform: accounts.platform.id, backup: accounts.backup.id, recovery: accounts.recovery.id };
}

function startedStore({ id, service, title, resource, backups }: StoreConfig, declaredGaps: readonly string[]): RunStarted['stores'][number] {
  const everySeconds = backups.map((backup) => durationSeconds(backup.every));
  return { id, service, title, resource, scheduleEverySeconds: everySeconds.length === 0 ? null : Math.min(...everySeconds), declaredGaps };
}

/** Unattended and without an alarm source nobody can notice, so nothing is waited for. */
function startedPeople({ people, detection }: ResolvedConfig, attended: boolean): RunStarted['people'] {
  const { operator, approver, reviewer, declareAfter, noticeWithin } = people;
  return { operator, approver, reviewer, declareAfterSeconds: durationSeconds(declareAfter), noticeWithinSeconds: attended || detection.length > 0 ? durationSeconds(noticeWithin) : 0 };
}

/** Commit and dirty flag of the project; null where it is no git checkout or git is absent. */
function sourceState(cwd: string): { readonly commit: string | null; readonly dirty: boolean | null } {
  const git = (...args: readonly string[]): string => execFileSync('git', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, GIT_OPTIONAL_LOCKS: '0' } }).trim();
  try {
    return { commit: git('rev-parse', 'HEAD'), dirty: git('status', '--porcelain') !== '' };
  } catch {
    // No checkout, no commit yet, or no git: a record without a commit says null, and a drill does not fail over it.
    return { commit: null, dirty: null };
  }
}
