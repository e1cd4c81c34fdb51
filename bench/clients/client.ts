import process from 'node:process';
import type { AwsAccess } from '#contract/aws';

/** What a measured client tells at its end; CPU and memory are the operating system's count for the whole process. */
export interface ClientReport {
  readonly items: number;
  readonly cpuMs: number;
  readonly peakRssBytes: number;
  /** Milliseconds from the first request to the last answer. */
  readonly workMs: number;
  readonly extra?: Readonly<Record<string, number>>;
}

/** Runs the client's work and prints the report: `node client.ts <endpoint> [arguments]`. */
export async function client(work: (endpoint: string, args: readonly string[]) => Promise<{ readonly items: number; readonly extra?: Readonly<Record<string, number>> }>): Promise<void> {
  const [endpoint = '', ...args] = process.argv.slice(2);
  const started = performance.now();
  const result = await work(endpoint, args);
  const workMs = performance.now() - started;
  const usage = process.resourceUsage();
  const report: ClientReport = { ...result, workMs, cpuMs: (usage.userCPUTime + usage.systemCPUTime) / 1000, peakRssBytes: usage.maxRSS * 1024 };
  process.stdout.write(`${JSON.stringify(report)}\n`);
}

const KEYS = { accessKeyId: 'AKIABENCHBENCHBENCH0', secretAccessKey: 'bench' };

/** The same credentials for every client; the bench server does not check them. */
export function benchAccess(endpoint: string): AwsAccess {
  const credentials = (): Promise<typeof KEYS> => Promise.resolve(KEYS);
  return { principal: 'platform-admin', account: '111111111111', region: 'us-west-2', endpoint: new URL(endpoint), credentials, refresh: credentials };
}

export const SDK_KEYS = KEYS;

/** How many requests the peers keep in flight: as many as the product does at most. */
export const IN_FLIGHT = 256;

/** Runs `work` over items with a bounded number in flight. */
export async function inFlight<T>(items: Iterable<T>, most: number, work: (item: T) => Promise<unknown>): Promise<void> {
  const rest = items[Symbol.iterator]();
  await Promise.all(Array.from({ length: most }, async () => {
    for (let next = rest.next(); next.done !== true; next = rest.next()) await work(next.value);
  }));
}
