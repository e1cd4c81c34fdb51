import { describe, expect, it } from 'vitest';
import { Latencies } from './percentiles.ts';

describe('latencies', () => {
  it('tell percentiles within a twentieth', () => {
    const latencies = new Latencies();
    for (let ms = 1; ms <= 1000; ms += 1) latencies.add(ms);
    for (const [share, exact] of [[0.5, 500], [0.95, 950], [0.99, 990]] as const) expect(Math.abs((latencies.at(share) ?? 0) / exact - 1)).toBeLessThan(0.05);
  });

  it('tell nothing where nothing was measured', () => {
    expect(new Latencies().at(0.5)).toBeNull();
  });

  it('take zero for the least they can tell apart', () => {
    const latencies = new Latencies();
    latencies.add(0);
    expect(latencies.at(1)).toBeLessThan(0.02);
  });
});
