const SHAPE = /^P(?!$)(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** ISO 8601 duration (days, hours, minutes, seconds) -> seconds; null for anything else. */
export function parseDuration(text: string): number | null {
  const match = SHAPE.exec(text);
  if (!match) return null;
  const [, d = '0', h = '0', m = '0', s = '0'] = match;
  return Number(d) * 86_400 + Number(h) * 3600 + Number(m) * 60 + Number(s);
}

/** ISO 8601 duration -> seconds, for values a schema has already checked. */
export function durationSeconds(text: string): number {
  const seconds = parseDuration(text);
  if (seconds === null) throw new TypeError(`not an ISO 8601 duration: ${JSON.stringify(text)}`);
  return seconds;
}

/** Seconds -> ISO 8601 duration with at most milliseconds: 2472.5 -> PT41M12.5S. */
export function isoDuration(seconds: number): string {
  const sign = seconds < 0 ? '-' : '';
  const total = Math.round(Math.abs(seconds) * 1000) / 1000;
  const days = Math.floor(total / 86_400);
  const hours = Math.floor((total % 86_400) / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const rest = Math.round((total % 60) * 1000) / 1000;
  const time = `${hours ? `${hours}H` : ''}${minutes ? `${minutes}M` : ''}${rest ? `${rest}S` : ''}`;
  const text = `${days ? `${days}D` : ''}${time ? `T${time}` : ''}`;
  return `${sign}P${text || 'T0S'}`;
}

/** Seconds in words for people, two units at most: `41 min 12 s`, `27 h 40 min`, `24 h 20 s`, `0.4 s`. */
export function humanDuration(seconds: number): string {
  const s = Math.abs(seconds);
  const sign = seconds < 0 ? '-' : '';
  if (s < 10) return `${sign}${Math.round(s * 10) / 10} s`;
  const whole = Math.round(s);
  if (whole < 60) return `${sign}${whole} s`;
  if (whole < 3600) return sign + two(Math.floor(whole / 60), 'min', whole % 60, 's');
  if (whole % 3600 > 0 && whole % 3600 < 30 && whole < 72 * 3600) return sign + two(Math.floor(whole / 3600), 'h', whole % 3600, 's');
  const minutes = Math.round(whole / 60);
  if (minutes < 72 * 60) return sign + two(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const hours = Math.round(whole / 3600);
  return sign + two(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

function two(a: number, aUnit: string, b: number, bUnit: string): string {
  return b === 0 ? `${a} ${aUnit}` : `${a} ${aUnit} ${b} ${bUnit}`;
}
