import { microsOf } from '#kit/time';

/** One request as k6 saw it. */
export interface K6Request {
  /** When it was sent, real epoch milliseconds. */
  readonly atMs: number;
  readonly durationMs: number;
  readonly failed: boolean;
  /** The `name` tag: the URL, or what the script calls it. */
  readonly name: string;
}

/** The requests of one name that were sent within one real second. */
export interface K6Second {
  /** Start of the second, real epoch milliseconds. */
  readonly atMs: number;
  readonly name: string;
  readonly requests: number;
  readonly failed: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
}

/** What a line of `k6 run --out json` says of a request; null for every other line. A request has a dozen lines, of which one is read. */
export function requestOf(line: string): K6Request | null {
  const data = pointOf(line, 'http_req_duration');
  if (data === null) return null;
  const endedMs = microsOf(data.time.replace(/(\.\d{6})\d+/, '$1')) / 1000;
  return { atMs: endedMs - data.value, durationMs: data.value, failed: isFailed(data.tags), name: data.tags['name'] ?? '' };
}

/** How many iterations a line says were not begun, for want of a virtual user or of time; null for every other line. */
export function droppedOf(line: string): number | null {
  return pointOf(line, 'dropped_iterations')?.value ?? null;
}

interface Point {
  readonly time: string;
  readonly value: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** Null for the last line of a k6 that was killed, too: it may be cut off. */
function pointOf(line: string, metric: string): Point | null {
  if (!line.startsWith('{') || !line.includes(`"metric":"${metric}"`) || !line.includes('"type":"Point"')) return null;
  try {
    return (JSON.parse(line) as { readonly data?: Point }).data ?? null;
  } catch {
    // half a line counts as none; why k6 ended is said by its exit code and its own words
    return null;
  }
}

/** k6's own judgement where the script left it on, else the status. */
function isFailed({ expected_response: expected, status = '0' }: Readonly<Record<string, string>>): boolean {
  return expected === undefined ? status === '0' || Number(status) >= 400 : expected === 'false';
}

/** Gathers requests by the second in which they were sent. They arrive when they end, so a slow one comes after its second was drained: it then has a line of its own. */
export class K6Seconds {
  private readonly open = new Map<string, { readonly atMs: number; readonly name: string; failed: number; readonly durations: number[] }>();

  add({ atMs, durationMs, failed, name }: K6Request): void {
    const second = Math.floor(atMs / 1000) * 1000;
    const key = `${second} ${name}`;
    let bucket = this.open.get(key);
    if (bucket === undefined) this.open.set(key, bucket = { atMs: second, name, failed: 0, durations: [] });
    bucket.durations.push(durationMs);
    if (failed) bucket.failed += 1;
  }

  /** Takes out the seconds that began before a moment, in order. */
  drain(beforeMs: number = Number.POSITIVE_INFINITY): readonly K6Second[] {
    const done = [...this.open].filter(([, { atMs }]) => atMs < beforeMs);
    for (const [key] of done) this.open.delete(key);
    return done.map(([, { atMs, name, failed, durations }]) => {
      const sorted = durations.toSorted((a, b) => a - b);
      return { atMs, name, requests: sorted.length, failed, p50Ms: share(sorted, 0.5), p95Ms: share(sorted, 0.95), maxMs: share(sorted, 1) };
    }).toSorted((a, b) => a.atMs - b.atMs || (a.name < b.name ? -1 : 1));
  }
}

/** Nearest rank. */
function share(sorted: readonly number[], part: number): number {
  return Number((sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? 0).toFixed(3));
}
