import { setTimeout as delay } from 'node:timers/promises';

/** Sleeps in real time: for polling real processes and back-off of real calls. Drill time sleeps on a Clock. */
export async function realSleep(ms: number, signal?: AbortSignal): Promise<void> {
  await delay(ms, undefined, signal ? { signal } : {});
}

/** Runs `work` with a real deadline; `work` gets the signal. The caller maps the AbortError to its own sentence. */
export async function withDeadline<T>(ms: number, work: (signal: AbortSignal) => Promise<T>, outer?: AbortSignal): Promise<T> {
  const deadline = AbortSignal.timeout(ms);
  return work(outer ? AbortSignal.any([deadline, outer]) : deadline);
}

/** A repeating real timer that does not keep the process alive; call the result to stop it. */
export function every(ms: number, work: () => void): () => void {
  const timer = setInterval(work, ms);
  timer.unref();
  return () => clearInterval(timer);
}

/** Calls `work` once after `ms` of real time; call the result to cancel. Cheaper than an abortable sleep where timers are set and cleared all the time. */
export function after(ms: number, work: () => void): () => void {
  const timer = setTimeout(work, ms);
  return () => clearTimeout(timer);
}
