import { realSleep } from '#kit/wall-clock';

/** Whether somebody at the other end said anything, and in a few words what. */
export interface Reached {
  readonly answers: boolean;
  readonly how: string;
}

/** Tries to get an answer for so long and no longer. A call that is given up goes on to its own end and is heard no more. */
export async function reach(call: () => Promise<unknown>, limitMs: number): Promise<Reached> {
  const over = new AbortController();
  const calling = call().then((): Reached => ({ answers: true, how: 'it answers' }), failed);
  const waiting = realSleep(limitMs, over.signal).then((): Reached => ({ answers: false, how: `silent for ${limitMs / 1000} s` }), (): Reached => ({ answers: false, how: 'given up' }));
  try {
    return await Promise.race([calling, waiting]);
  } finally {
    over.abort();
  }
}

/** An error with an HTTP status is an answer, whatever it says; anything else came from this side of the wire. */
function failed(error: unknown): Reached {
  const root = rootOf(error);
  const { name, message, code } = root as { readonly name?: string; readonly message?: string; readonly code?: string };
  const answered = chain(error).some((one) => (one as { readonly $metadata?: { readonly httpStatusCode?: number } }).$metadata?.httpStatusCode !== undefined);
  return { answers: answered, how: code ?? name ?? message ?? 'no answer' };
}

function rootOf(error: unknown): object {
  return chain(error).at(-1) ?? {};
}

function chain(error: unknown): readonly object[] {
  const links: object[] = [];
  for (let one: unknown = error; typeof one === 'object' && one !== null && !links.includes(one); one = (one as { readonly cause?: unknown }).cause) links.push(one);
  return links;
}
