import { groupValues } from '../group-values.ts';
import type { Instance } from '../model.ts';
import type { JobScope } from './job-kind.ts';

/** Gives the server all values of its parameter group and starts it anew. */
export async function restartWithParameters({ state, engine }: Pick<JobScope, 'state' | 'engine'>, instance: Instance): Promise<void> {
  const applied = groupValues(state, instance, instance.settings.parameterGroup);
  await engine.configure(instance.ref, applied);
  await engine.stop(instance.ref, 'fast');
  await engine.start(instance.ref);
  state.change(() => state.edit(instance.ref, () => ({ applied, parametersPending: false })));
}
