import { describe, expect, it } from 'vitest';
import type { EventData, IntegrityReading, RunEvent, RunStarted } from '#contract/events';
import type { StoreMeasurement } from '#contract/measurement';
import type { Reason } from '#contract/run-summary';
import { mutationResult } from './mutation-result.ts';

const DATABASE = 'DR-S1';
const INDEX = 'DR-S3';
type Sample = IntegrityReading['samples'][number];

interface Told {
  readonly code: string;
  readonly reasons: readonly Reason[];
  readonly applied?: Partial<EventData['mutation.applied']>;
  readonly samples?: Readonly<Record<string, readonly Sample[]>>;
  readonly failedStepOf?: string;
}

function seen({ code, reasons, applied, samples = {}, failedStepOf }: Told): { readonly seenRed: boolean; readonly got: string } | undefined {
  const started = { mutation: 'one-missing', mutationExpect: { verdict: 'fail-integrity', reasonCode: code } } as unknown as RunStarted;
  const events = [
    ...(applied === undefined ? [] : [{ type: 'mutation.applied', data: { mutation: 'one-missing', kind: 'restore', detail: 'x', ...applied } }]),
    ...(failedStepOf === undefined ? [] : [{ type: 'step.started', data: { n: 7, store: failedStepOf } }, { type: 'step.ended', data: { n: 7, outcome: 'failed' } }]),
  ] as unknown as readonly RunEvent[];
  const stores = [DATABASE, INDEX].map((id) => ({ id, integrity: { samples: samples[id] ?? [] } })) as unknown as readonly StoreMeasurement[];
  return mutationResult(started, { events, measurement: { stores }, verdict: 'fail-integrity', reasons })[0];
}

const reason = (code: string, store: string | null): Reason => ({ code, store, text: code });
const missing = (name: string): Sample => ({ kind: 'missing', name, detail: 'not there' });

describe('whether a sabotage was seen, where two stores are lost together', () => {
  const alwaysRed = [reason('integrity.missing', INDEX)];

  it('is not told by the other store, which is red of the same code in every drill', () => {
    const result = seen({ code: 'integrity.missing', reasons: alwaysRed, applied: { store: DATABASE } });
    expect(result?.seenRed).toBe(false);
    expect(result?.got).toContain('integrity.missing is said of DR-S3, and DR-S1 was sabotaged');
  });

  it('is told by the spoilt store beside the other one, and by what is said of the whole run', () => {
    expect(seen({ code: 'integrity.missing', reasons: [...alwaysRed, reason('integrity.missing', DATABASE)], applied: { store: DATABASE } })?.seenRed).toBe(true);
    expect(seen({ code: 'checker', reasons: [reason('checker', null)], applied: { store: DATABASE } })?.seenRed).toBe(true);
  });

  it('is not told by a step about the other store, although every store is not recovered by it', () => {
    const failed = { code: 'not-recovered.release-check', reasons: [reason('not-recovered.release-check', DATABASE), reason('not-recovered.release-check', INDEX)], applied: { store: DATABASE } };
    expect(seen({ ...failed, failedStepOf: INDEX })?.seenRed).toBe(false);
    expect(seen({ ...failed, failedStepOf: DATABASE })?.seenRed).toBe(true);
  });

  it('is told by any store in a record of a version that did not say which one was spoilt', () => {
    expect(seen({ code: 'integrity.missing', reasons: alwaysRed, applied: {} })?.seenRed).toBe(true);
  });
});

describe('whether a sabotage was seen, where the store itself is red of the same code in every drill', () => {
  const story = { code: 'integrity.missing', reasons: [reason('integrity.missing', INDEX)], applied: { store: INDEX, spoilt: ['datasets/seed-1'] } };

  it('is told only by an example that names what was spoilt', () => {
    const blind = seen({ ...story, samples: { [INDEX]: [missing('datasets/never-landed')] } });
    expect(blind?.seenRed).toBe(false);
    expect(blind?.got).toContain('no example of integrity.missing names datasets/seed-1');
    expect(seen({ ...story, samples: { [INDEX]: [missing('datasets/never-landed'), missing('datasets/seed-1')] } })?.seenRed).toBe(true);
  });

  it('is not told by an example of another kind, nor by one of another store', () => {
    expect(seen({ ...story, samples: { [INDEX]: [{ kind: 'lost-write', name: 'datasets/seed-1', detail: '' }] } })?.seenRed).toBe(false);
    expect(seen({ ...story, samples: { [DATABASE]: [missing('datasets/seed-1')] } })?.seenRed).toBe(false);
  });
});
