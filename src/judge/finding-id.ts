import { hash } from 'node:crypto';

/** A finding's id: the same gap of the same store in the same scenario has the same id in every run. */
export function findingId(scenario: string, store: string | null, cause: string): string {
  return `F-${hash('sha256', JSON.stringify([scenario, store, cause]), 'hex').slice(0, 8)}`;
}
