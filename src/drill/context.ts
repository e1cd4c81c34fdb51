import type { DrillContext } from '#contract/modules';
import { DURATION_MODELS, modelledSeconds } from '#kit/duration-models';
import { bug } from '#kit/redrill-error';
import { begunEffects, runEffect } from './effects.ts';
import type { Run } from './run.ts';

/** What modules are handed: the run seen through the contract, with one signal for this phase. */
export function contextFor(run: Run, signal: AbortSignal): DrillContext {
  const { input, clock } = run;
  return {
    clock,
    targets: input.targets,
    config: input.config,
    run: { id: input.started.id, number: input.started.number, seed: input.started.seed, folder: input.record.folder, faults: input.scenario.faults, ...(input.started.token === undefined ? {} : { token: input.started.token }) },
    signal,
    store: (id) => {
      const store = run.stores.find((candidate) => candidate.id === id);
      if (!store) throw bug('context.unknown-store', `store ${id} is not part of scenario ${input.scenario.id}`);
      return store;
    },
    binding: (store) => run.bindings.bound(store),
    candidate: (store) => run.bindings.candidate(store),
    get struckAt() {
      return struckAt(run);
    },
    effect: (effect) => runEffect(run, effect, signal),
    effects: () => begunEffects(run),
    modelled: async (model, amount, work) => {
      const began = clock.nowMicros();
      const result = await work();
      if (input.started.target.pace === 'fast') await clock.sleepUntil(began + modelledSeconds(DURATION_MODELS[model], amount) * 1_000_000, signal);
      return result;
    },
    ...(input.serviceUrl === undefined ? {} : { serviceUrl: input.serviceUrl }),
    say: (text) => input.progress.say(text),
  };
}

/** T0.earliest once it is known; during the strike the moment it was requested. */
function struckAt(run: Run): string | null {
  const observed = run.journal.all('fault.observed').map((event) => event.data.earliest).sort();
  return observed[0] ?? run.journal.last('fault.requested')?.at ?? null;
}
