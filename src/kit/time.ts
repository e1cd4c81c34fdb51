/** Epoch microseconds -> ISO 8601 UTC with microseconds, the form of every `at` in a record. */
export function isoMicros(micros: number): string {
  const whole = Math.floor(micros);
  const ms = Math.floor(whole / 1000);
  const rest = whole - ms * 1000;
  return `${new Date(ms).toISOString().slice(0, -1)}${String(rest).padStart(3, '0')}Z`;
}

/** ISO 8601 (milli- or microseconds, UTC) -> epoch microseconds. Throws on anything else, so that no NaN travels. */
export function microsOf(iso: string): number {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?Z$/.exec(iso);
  const base = match ? Date.parse(`${match[1]}Z`) : Number.NaN;
  if (Number.isNaN(base)) throw new TypeError(`not an ISO 8601 UTC time: ${JSON.stringify(iso)}`);
  return base * 1000 + Number((match?.[2] ?? '').padEnd(6, '0'));
}

/** Seconds from one ISO moment to another; negative when `to` is earlier. */
export function secondsBetween(from: string, to: string): number {
  return (microsOf(to) - microsOf(from)) / 1_000_000;
}

/** The moment `seconds` after an ISO moment. */
export function addSeconds(iso: string, seconds: number): string {
  return isoMicros(microsOf(iso) + Math.round(seconds * 1_000_000));
}

/** Real wall-clock time; only for `realStartedAt` and signatures, never for durations. */
export function realNowMs(): number {
  return Date.now();
}

/** Real wall-clock time in microseconds, for comparison with what engines on this machine stamp. */
export function realNowMicros(): number {
  return Math.round((performance.timeOrigin + performance.now()) * 1000);
}

/** Real monotonic microseconds (CLOCK_MONOTONIC: the same for all processes of one machine). */
export function monoMicros(): number {
  return Number(process.hrtime.bigint() / 1000n);
}
