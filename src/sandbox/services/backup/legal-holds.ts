import type { Catalogue, Place } from '../../service.ts';
import { backupErrors } from './errors.ts';
import { LEGAL_HOLDS, type HoldState, type LegalHold, type Point } from './model.ts';

const HOLDING: ReadonlySet<HoldState> = new Set(['CREATING', 'ACTIVE', 'CANCELING']);

/** Whether any hold that was not canceled covers a point. */
export function isHeld(catalogue: Catalogue, point: Point): boolean {
  return holding(catalogue, point).some(({ points }) => points.includes(point.id));
}

/** The holds of a place that keep points. */
export function holding(catalogue: Catalogue, { account, region }: Place): readonly LegalHold[] {
  return LEGAL_HOLDS.of(catalogue, { account, region }).filter(({ state }) => HOLDING.has(state));
}

/** Throws for a point under a hold, worded as AWS Backup does. */
export function requireNotHeld(catalogue: Catalogue, point: Point, what: 'deleted' | 'disassociated'): void {
  if (isHeld(catalogue, point)) throw backupErrors.invalidRequest(`The recovery point cannot be ${what} because it has active legal hold(s)`);
}
