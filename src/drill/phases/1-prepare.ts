import type { StoreConfig } from '#contract/config.schema';
import type { Dependency, EventData } from '#contract/events';
import type { Runbook } from '#contract/runbook';
import type { DrillContext, FaultModule, ModelId } from '#contract/modules';
import type { TargetRef } from '#contract/events';
import { sha256 } from '#kit/digest';
import { DURATION_MODELS, modelledSeconds } from '#kit/duration-models';
import { durationSeconds } from '#kit/durations';
import { refusal } from '#kit/redrill-error';
import { stepNeeds } from '#scenario/step-needs';
import { announce } from '../announce.ts';
import { contextFor } from '../context.ts';
import { isContinuous } from '../continuous-backup.ts';
import { anySignal } from '../signals.ts';
import { optInGuard } from '../opt-in-guard.ts';
import type { Run } from '../run.ts';
import { StopRun } from '../stop-run.ts';

/** Proves the target, resolves what will be broken, takes the lease. All but a variant's arrangement only looks, so a resume simply does it again. */
export async function prepare(run: Run): Promise<void> {
  if (!run.journal.last('run.started')) await run.note('run.started', run.input.started, { durable: true });
  const context = contextFor(run, anySignal(run));
  await guardStopFile(run);
  await proveIdentities(run);
  await resolveStores(run, context);
  const targets = await resolveTargets(run, context);
  if (!arranges(run)) await guardProtection(run, targets);
  await guardOptIn(run, targets);
  await guardLimits(run, targets);
  await makePlan(run, targets);
  const lease = await run.input.lease.take({ runId: run.input.started.id, token: run.leaseToken });
  await run.note('lease.taken', { token: run.leaseToken, until: lease.until }, { durable: true });
  await announce(run);
  if (arranges(run)) await arrangeVariant(run, context);
  await readDependencies(run, context);
}

async function guardStopFile(run: Run): Promise<void> {
  const file = await run.input.stopped();
  await guard(run, 'stop-file', file === null, file === null ? 'no stop file' : `the stop file ${file} exists; remove it to allow drills again`);
}

/** Who we are, asked of STS and held against the config; run again before each later phase that changes something. */
export async function proveIdentities(run: Run): Promise<void> {
  for (const principal of ['drill-observer', 'drill-operator', 'drill-restorer'] as const) {
    const proof = await run.input.targets.proveIdentity(principal);
    const expected = run.input.config.accounts.platform.id;
    await run.note('identity.proved', proof);
    await guard(run, `identity ${principal}`, proof.account === expected, `${proof.arn} is in account ${proof.account}; the config names ${expected}`);
    await guard(run, `allow-list ${principal}`, allowed(run, proof.account), `account ${proof.account} must be in guards.allowAccounts and not in guards.blockAccounts`);
  }
}

/** An earlier recovery may have moved a pointer: the drill breaks what the platform uses now, not what the config remembers. */
async function resolveStores(run: Run, context: DrillContext): Promise<void> {
  for (const store of run.stores) {
    if (run.journal.last('binding.changed', (data) => data.store === store.id)) continue;
    const to = await run.service(store).resolve(context, store);
    if (to !== null && to !== store.resource) await run.note('binding.changed', { store: store.id, kind: 'promoted', from: store.resource, to, by: `pointer ${store.pointer}` });
  }
}

function allowed(run: Run, account: string): boolean {
  const { allowAccounts, blockAccounts } = run.input.config.guards;
  return allowAccounts.includes(account) && !blockAccounts.includes(account);
}

async function resolveTargets(run: Run, context: DrillContext): Promise<readonly TargetRef[]> {
  const targets: TargetRef[] = [];
  for (const { fault, args } of faultsOf(run)) targets.push(...(await fault.targets(context, args)));
  await guard(run, 'targets', targets.length > 0, targets.length > 0 ? `${targets.length} targets resolved` : 'the faults of this scenario have nothing to break: an empty target list never runs');
  const recorded = run.journal.last('plan.made')?.data.targets;
  if (recorded) await guard(run, 'target-list', sameArns(recorded, targets), 'the resolved targets are those of the plan');
  return targets;
}

/** The faults of the scenario with their arguments checked. */
export function faultsOf(run: Run): readonly { readonly fault: FaultModule<unknown>; readonly args: unknown; readonly store: string }[] {
  return run.input.scenario.faults.map((use) => {
    const fault = run.input.families.faults.get(use.uses);
    if (!fault) throw refusal('scenario.unknown-fault', `scenario ${run.input.scenario.id} uses fault "${use.uses}", which does not exist; known: ${[...run.input.families.faults.keys()].join(', ')}`);
    const parsed = fault.args.safeParse(use.with);
    if (!parsed.success) throw refusal('scenario.fault-args', `fault ${use.uses} of scenario ${run.input.scenario.id}: ${parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')}`);
    const store = (use.with as { store?: unknown }).store;
    return { fault, args: parsed.data, store: typeof store === 'string' ? store : (run.input.scenario.stores[0] ?? '') };
  });
}

function arranges(run: Run): boolean {
  return run.variant?.arrange !== undefined;
}

/**
 * Some variants are about an account that is set up differently. It is changed only where its owner allows drills and while no other run
 * is at work on it; then what will be broken is looked at again.
 */
async function arrangeVariant(run: Run, context: DrillContext): Promise<void> {
  const [store] = run.stores;
  if (run.variant?.arrange && store) context.say(await run.variant.arrange(context, store));
  await guardProtection(run, await resolveTargets(run, context));
}

/** Deletion protection is never switched off to make a fault work; a resource without it gets a finding. */
async function guardProtection(run: Run, targets: readonly TargetRef[]): Promise<void> {
  for (const { store, arn, protected: isProtected } of targets) {
    if (isProtected === undefined) continue;
    await guard(run, `deletion-protection ${arn}`, !isProtected, isProtected ? `${arn} has deletion protection on: the fault could not happen, and a drill never switches it off` : `${arn} has no deletion protection`);
    const cause = 'unprotected';
    await run.journal.once('finding', (data) => data.cause === cause && data.store === store, async () => ({ cause, store, severity: 'medium' as const, title: 'Deletion protection is off', detail: `${arn} can be deleted with one call; with deletion protection on this fault could not have happened by accident.`, claim: null, edit: null }));
  }
}

/** Nothing is destroyed that its owner has not marked for it. */
async function guardOptIn(run: Run, targets: readonly TargetRef[]): Promise<void> {
  for (const { arn, tags } of targets) {
    const { ok, detail } = optInGuard(tags ?? null, run.input.config.guards.optInTag);
    await guard(run, `opt-in-tag ${arn}`, ok, `${arn}: ${detail}`);
  }
}

async function guardLimits(run: Run, targets: readonly TargetRef[]): Promise<void> {
  const { maxResources, maxBytes } = run.input.config.guards;
  const count = targets.reduce((sum, target) => sum + (target.count ?? 1), 0);
  const bytes = targets.reduce((sum, target) => sum + (target.bytes ?? 0), 0);
  await guard(run, 'max-resources', count <= maxResources, `${count} things would be destroyed; guards.maxResources is ${maxResources}`);
  await guard(run, 'max-bytes', bytes <= maxBytes, `${bytes} bytes would be destroyed; guards.maxBytes is ${maxBytes}`);
}

/** What the recovery will need and where that lies. What is missing, or goes with the disaster, is named before anything is broken. */
async function readDependencies(run: Run, context: DrillContext): Promise<void> {
  if (!faultsOf(run).some(({ fault }) => fault.dependencies) || run.journal.last('dependencies.read')) return;
  const dependencies: Dependency[] = [];
  for (const { fault, args } of faultsOf(run)) dependencies.push(...((await fault.dependencies?.(context, args)) ?? []));
  await run.note('dependencies.read', { dependencies });
  for (const one of dependencies.filter(({ lost, missing }) => lost === true || missing === true)) {
    const cause = `dependency.${one.kind}.${one.what}`;
    const title = one.missing === true ? `The recovery needs a ${one.kind} that is not there: ${one.what}` : `The recovery needs what the disaster takes: ${one.what}`;
    context.say(`${title} (${one.detail})`);
    await run.journal.once('finding', (data) => data.cause === cause && data.store === one.store, async () => ({ cause, store: one.store, severity: 'high' as const, title, detail: one.detail, claim: null, edit: null }));
  }
}

async function makePlan(run: Run, targets: readonly TargetRef[]): Promise<void> {
  await run.journal.once('plan.made', () => true, async () => {
    const { runbook, scenario } = run.input;
    const { failback } = run.input;
    const planHash = sha256(JSON.stringify({ scenario: scenario.id, faults: scenario.faults, targets: targets.map((target) => target.arn).sort(), runbook: runbook.sha256, ...(failback === null ? {} : { failback: failback.sha256 }) }));
    return { planHash, targets, runbook: documentFact(runbook), ...(failback === null ? {} : { failback: documentFact(failback) }), predicted: predict(run, targets) };
  });
}

/** What stands in a document; where it has lanes, what each step waits for. */
function documentFact(runbook: Runbook): EventData['plan.made']['runbook'] {
  const needs = runbook.steps.some(({ lane }) => lane !== null) ? stepNeeds(runbook.steps) : null;
  const bound = runbook.steps.map(({ n, title, uses, line, lane }) => ({ n, title, uses, line, ...(lane === null ? {} : { lane }), ...(needs === null ? {} : { needs: needs.get(n) ?? [] }) }));
  return { path: runbook.path, sha256: runbook.sha256, steps: [...bound, ...runbook.unbound.map((step) => ({ ...step, uses: null }))].sort((a, b) => a.n - b.n) };
}

/** What the models and the schedule say before anything is broken; held against the measurement afterwards. */
function predict(run: Run, targets: readonly TargetRef[]): EventData['plan.made']['predicted'] {
  const amount = (id: string): { readonly objects: number; readonly bytes: number } => {
    const own = targets.filter((target) => target.store === id);
    return { objects: own.reduce((sum, target) => sum + (target.count ?? 0), 0), bytes: own.reduce((sum, target) => sum + (target.bytes ?? 0), 0) };
  };
  const seconds = (model: ModelId, store: StoreConfig): number => modelledSeconds(DURATION_MODELS[model], amount(store.id));
  const restores = run.stores.map((store) => DURATION_MODELS[run.service(store).models.restore]);
  const each = run.stores.map((store) => seconds(run.service(store).models.restore, store));
  // Side by side the longest counts; else one document, one step after the other.
  const restore = run.input.runbook.steps.some(({ lane }) => lane !== null) ? Math.max(...each) : each.reduce((sum, one) => sum + one, 0);
  const manual = run.input.runbook.steps.reduce((sum, step) => sum + (step.manual ? durationSeconds(step.manual.expected) : 0), 0);
  const { declareAfterSeconds } = run.input.started.people;
  const losses = run.stores.flatMap((store) => store.backups.map((backup) => durationSeconds(backup.every) + (isContinuous(backup) ? 0 : seconds(run.service(store).models.backup, store))));
  return {
    rtaSeconds: Math.round(declareAfterSeconds + manual + restore),
    rpaWorstSeconds: losses.length === 0 ? null : Math.round(Math.max(...losses)),
    why: `declaring ${declareAfterSeconds} s, manual steps ${manual} s, restore ${Math.round(restore)} s (${[...new Set(restores.map(({ source }) => source))].join('; ')}); worst loss = schedule interval + duration of the backup`,
  };
}

async function guard(run: Run, name: string, ok: boolean, detail: string): Promise<void> {
  await run.note('guard.checked', { guard: name, ok, detail });
  if (!ok) throw new StopRun('refused', `guard ${name}: ${detail}`);
}

function sameArns(a: readonly TargetRef[], b: readonly TargetRef[]): boolean {
  return a.map((t) => t.arn).sort().join('\n') === b.map((t) => t.arn).sort().join('\n');
}
