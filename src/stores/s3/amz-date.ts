import { isoMicros, realNowMs } from '#kit/time';

/** Signature dates are real time, also while the account's clock is ahead; formatted once per second and shared. */
export function amzDates(): () => string {
  let second = -1;
  let text = '';
  return () => {
    const now = Math.floor(realNowMs() / 1000);
    if (now !== second) {
      second = now;
      text = `${isoMicros(now * 1_000_000).slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
    }
    return text;
  };
}
