import type { EventData, StepMark } from '#contract/events';
import type { NumberClass } from '#contract/clock';
import type { DrillContext, StepResult } from '#contract/modules';
import type { RunbookStep } from '#contract/runbook';
import { durationSeconds } from '#kit/durations';
import { realSleep } from '#kit/wall-clock';
import { documentedSteps } from './documented-steps.ts';
import type { Run } from './run.ts';
import { resolveWith, stepArgs } from './step-args.ts';
import { LeaveRun, codeOf, groundOf, isLostGround, messageOf, mustStand } from './stop-run.ts';

type StepEnd = Pick<EventData['step.ended'], 'outcome' | 'class' | 'by' | 'note' | 'code' | 'outputs'>;

/**
 * Executes one step of the runbook as the document says and records how it ended. A step that has ended is not run again, a failed one
 * neither: it ended the runbook, and readings may have been taken since of what it left.
 */
export async function runStep(run: Run, context: DrillContext, step: RunbookStep): Promise<'done' | 'failed' | 'skipped'> {
  const ended = run.journal.last('step.ended', (data) => data.n === step.n);
  if (ended) return ended.data.outcome;
  const store = storeOf(step);
  await run.note('step.started', { n: step.n, title: step.title, uses: step.uses, marks: markOf(run, step), ...(store === null ? {} : { store }) });
  const began = run.clock.monoMicros();
  const end = await attempt(run, context, step);
  await run.note('step.ended', { n: step.n, ...end, realSeconds: (run.clock.monoMicros() - began) / 1e6 }, { durable: true });
  return end.outcome;
}

/** The store that a step is about; null for one that is about the whole. */
export function storeOf({ with: args }: RunbookStep): string | null {
  const { store } = args as { readonly store?: unknown };
  return typeof store === 'string' ? store : null;
}

/** What a step does for the timeline. */
export function markOf(run: Run, step: RunbookStep): StepMark {
  if (step.uses === 'check') return step.release ? 'release-check' : 'check';
  if (step.uses === 'manual' || step.uses === 'shell') return step.release ? 'release-check' : 'other';
  return run.step(step.uses).marks;
}

async function attempt(run: Run, context: DrillContext, step: RunbookStep): Promise<StepEnd> {
  try {
    if (step.uses === 'manual') return await manual(run, context, step);
    if (step.uses === 'check') return await check(run, context, step);
    if (step.uses === 'shell') return await shell(run, context, step);
    return await automatic(run, context, step);
  } catch (thrown) {
    const error = await groundOf(run.input.clock, thrown);
    if (isLostGround(error) || error instanceof LeaveRun || run.input.stop.second.aborted) throw error;
    const reason = context.signal.aborted ? (context.signal.reason as Error) : error;
    return { outcome: 'failed', class: classOf(run), by: 'redrill', note: messageOf(reason), code: codeOf(reason), outputs: {} };
  }
}

async function automatic(run: Run, context: DrillContext, step: RunbookStep): Promise<StepEnd> {
  const module = run.step(step.uses);
  const args = stepArgs(run, step, module);
  const act = (): Promise<StepResult> => module.run(ownEffects(run, context, step), args);
  const { mutation, spoilt: store } = run;
  // The way back is no recovery that a sabotage is to be seen in: what it spoilt there would stay spoilt.
  const recovers = run.input.runbook.steps.some(({ n }) => n === step.n);
  const around = mutation?.kind === 'restore' && recovers && [mutation.step].flat().includes(step.uses) && store ? mutation.around : undefined;
  const result = around && store ? await around(context, store, act) : await act();
  if (mutation && store && result.spoilt) await run.note('mutation.applied', { mutation: mutation.id, kind: mutation.kind, detail: `spoilt ${result.spoilt.join(', ')}`, store: store.id, spoilt: result.spoilt }, { durable: true });
  await rebind(run, step, result);
  return { outcome: 'done', class: classOf(run), by: 'redrill', note: null, code: null, outputs: result.outputs };
}

/** A module that the document uses a second time makes effects of its own there: under the first one's ids they would count as done already. */
function ownEffects(run: Run, context: DrillContext, step: RunbookStep): DrillContext {
  if (!documentedSteps(run).some((earlier) => earlier.n < step.n && earlier.uses === step.uses)) return context;
  const effect: DrillContext['effect'] = (one) => context.effect({ ...one, id: `${one.id}#step-${step.n}` });
  return Object.create(context, { effect: { value: effect } }) as DrillContext;
}

async function rebind(run: Run, step: RunbookStep, result: StepResult): Promise<void> {
  const by = `step ${step.n}`;
  for (const store of result.relocates?.stores ?? []) {
    await run.note('binding.changed', { store, kind: 'relocated', from: run.bindings.bound(store).region, to: result.relocates?.region ?? '', by });
  }
  if (result.binds) {
    const { store, resource } = result.binds;
    await run.note('binding.changed', { store, kind: 'candidate', from: run.bindings.bound(store).resource, to: resource, by });
  }
  if (result.promotes) {
    const { store } = result.promotes;
    await run.note('binding.changed', { store, kind: 'promoted', from: run.bindings.bound(store).resource, to: run.bindings.candidate(store).resource, by });
  }
}

async function check(run: Run, context: DrillContext, step: RunbookStep): Promise<StepEnd> {
  const { probe, args } = resolveWith(run, step, { control: false });
  const reading = await probe.run(context, args);
  if (reading.result === 'unknown') await mustStand(run.input.clock);
  await run.note('probe.read', { store: storeOf(step) ?? run.stores[0]?.id ?? '', probe: probe.id, result: reading.result, detail: reading.detail });
  const ok = reading.result === 'pass';
  return { outcome: ok ? 'done' : 'failed', class: classOf(run), by: 'redrill', note: reading.detail, code: ok ? null : `check.${reading.result}`, outputs: {} };
}

/** Attended: waits in real time for `redrill step`. Unattended: the documented duration passes in drill time and counts as modelled. */
async function manual(run: Run, context: DrillContext, step: RunbookStep): Promise<StepEnd> {
  if (run.input.attended) return attended(run, context, step);
  const expected = step.manual ? durationSeconds(step.manual.expected) : 0;
  await run.clock.sleep(expected * 1000, context.signal);
  return { outcome: 'done', class: 'modelled', by: `nobody: unattended, ${step.manual?.role ?? 'a person'} is expected to need ${expected} s`, note: step.manual?.confirm ?? null, code: null, outputs: {} };
}

async function attended(run: Run, context: DrillContext, step: RunbookStep): Promise<StepEnd> {
  run.input.progress.say(`step ${step.n} is waiting for ${step.manual?.role ?? 'a person'}: redrill step done ${step.n} --by <who>`);
  for (;;) {
    const said = await run.input.people.step(step.n);
    if (said) return { outcome: said.outcome, class: 'local', by: said.by, note: said.note, code: said.outcome === 'failed' ? 'manual.failed' : null, outputs: {} };
    context.signal.throwIfAborted();
    await realSleep(500, context.signal);
  }
}

/** A shell step that was begun before a crash and is neither probed nor idempotent needs a person. */
async function shell(run: Run, context: DrillContext, step: RunbookStep): Promise<StepEnd> {
  const { run: script, probe, idempotent } = step.shell ?? { run: '', probe: null, idempotent: false };
  const begun = run.journal.all('step.started').filter((event) => event.data.n === step.n).length > 1;
  if (begun && probe !== null && (await run.input.shell.run(probe, context.signal)).exitCode === 0) {
    return { outcome: 'done', class: classOf(run), by: 'redrill', note: 'its probe found it done', code: null, outputs: {} };
  }
  if (begun && probe === null && !idempotent) return toldByPeople(run, step);
  const { exitCode, stdout, stderr } = await run.input.shell.run(script, context.signal);
  const ok = exitCode === 0;
  return { outcome: ok ? 'done' : 'failed', class: classOf(run), by: 'redrill', note: (ok ? stdout : stderr).trim().slice(-500) || null, code: ok ? null : `shell.exit-${exitCode}`, outputs: { stdout: stdout.trim() } };
}

/** Nobody but a person can tell whether such a command was done; without one it must not be run a second time. */
async function toldByPeople(run: Run, step: RunbookStep): Promise<StepEnd> {
  const said = await run.input.people.step(step.n);
  if (said) return { outcome: said.outcome, class: 'local', by: said.by, note: said.note, code: said.outcome === 'failed' ? 'shell.failed' : null, outputs: {} };
  throw new LeaveRun('interrupted', `step ${step.n} was begun before the interruption and has neither a probe nor idempotent: true; look whether it is done, say so with "redrill step done ${step.n} --by <who>" (or fail), then resume again`);
}

function classOf(run: Run): NumberClass {
  const { kind, pace } = run.input.started.target;
  if (kind === 'aws') return 'aws-sandbox';
  return pace === 'fast' ? 'modelled' : 'local';
}
