import type { StoreConfig } from '#contract/config.schema';
import { comparePosture } from '#measure/posture';
import type { Run } from './run.ts';

/**
 * Is a store, after recovery, what it was: settings of the baseline, content that integrity expects, service working?
 * What was lost in (R, T0] is RPA and no reason to overwrite a verified recovery.
 */
export function equivalent(run: Run, store: StoreConfig): boolean {
  const integrity = run.journal.last('integrity.read', (data) => data.store === store.id)?.data.reading;
  const whole = integrity !== undefined && integrity.complete && integrity.missing + integrity.unexpected + integrity.different === 0;
  const settled = run.journal.last('soak.ended')?.data.ok === true;
  const posture = comparePosture(run.input.record.events(), store.id, run.input.scenario.declaredGaps);
  return whole && settled && posture !== null && posture.drifted.length === 0;
}
