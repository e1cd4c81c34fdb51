import { expect, it } from 'vitest';
import { attempt } from '../testing/attempt.ts';
import { prometheusText } from './prometheus-text.ts';

it('the newest drill of each scenario and store is told, sabotaged ones and unmeasured numbers are not', () => {
  const text = prometheusText([
    attempt({ number: 1, at: '2026-10-01T00:00:00.000000Z' }),
    attempt({ number: 2, at: '2026-11-01T00:00:00.000000Z', verdict: 'fail-objective' }),
    attempt({ number: 3, at: '2026-11-02T00:00:00.000000Z', verdict: 'fail-integrity', mutation: 'x' }),
    attempt({ number: 4, at: '2026-11-03T00:00:00.000000Z', variant: 'pi"tr\n' }),
  ]);
  expect(text.split('\n').filter((line) => line.startsWith('redrill_'))).toEqual([
    'redrill_rta_seconds{scenario="rds-loss",store="DR-S1"} 2250',
    'redrill_rta_seconds{scenario="rds-loss",store="DR-S1",variant="pi\\"tr\\n"} 2250',
    'redrill_verdict{scenario="rds-loss",store="DR-S1",verdict="fail-objective"} 1',
    'redrill_verdict{scenario="rds-loss",store="DR-S1",variant="pi\\"tr\\n",verdict="pass"} 1',
    'redrill_last_pass_timestamp_seconds{scenario="rds-loss",store="DR-S1"} 1790812800',
    'redrill_last_pass_timestamp_seconds{scenario="rds-loss",store="DR-S1",variant="pi\\"tr\\n"} 1793664000',
  ]);
  expect(text.endsWith('\n')).toBe(true);
});
