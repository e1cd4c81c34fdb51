import type { BeaconModule } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { after } from '#kit/wall-clock';

/** Longest wait in real time for a mark to be acknowledged, and for what is kept open between marks to close. */
const WRITE_MS = 10_000;
const REST_MS = 2_000;

/** Marks whose store may fall silent: nobody answers and nobody refuses. A mark that is given up may have been kept all the same, so it is never sure. */
export function bounded(module: BeaconModule, { writeMs, restMs }: { readonly writeMs: number; readonly restMs: number } = { writeMs: WRITE_MS, restMs: REST_MS }): BeaconModule {
  const { rest } = module;
  return {
    ...module,
    write: async (context, binding, mark) => {
      const kept = await within(module.write(context, binding, mark), writeMs);
      if (kept.in) return kept.value;
      // What is still being written goes on by itself; the next mark begins anew.
      if (rest) await within(rest(context, binding), restMs);
      throw new RedrillError('beacon.silence', `${binding.store} gave no answer to a mark for ${writeMs / 1000} s`, { actor: 'platform' });
    },
    ...(rest ? { rest: async (context, binding) => { await within(rest(context, binding), restMs); } } : {}),
  };
}

type Outcome<T> = { readonly in: true; readonly value: T } | { readonly in: false };

function within<T>(work: Promise<T>, ms: number): Promise<Outcome<T>> {
  return new Promise((resolve, reject) => {
    const stop = after(ms, () => resolve({ in: false }));
    work.then((value) => resolve({ in: true, value }), reject).finally(stop);
  });
}
