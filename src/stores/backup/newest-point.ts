import { microsOf } from '#kit/time';
import type { VaultPoint } from './vault-points.ts';

/** The newest snapshot point that had been completed before a moment; null when there is none. Partial, expiring and running ones never serve. */
export function newestCompleted(points: readonly VaultPoint[], beforeMicros: number): VaultPoint | null {
  const clean = points.filter((point) => !point.continuous && point.status === 'COMPLETED' && point.completedAt !== null && microsOf(point.completedAt) < beforeMicros);
  return newest(clean);
}

/** The continuous point that can still be restored from; a stopped one keeps what it had, and is taken only when there is no other. */
export function newestContinuous(points: readonly VaultPoint[]): VaultPoint | null {
  const continuous = points.filter((point) => point.continuous);
  return newest(continuous.filter(({ status }) => status === 'COMPLETED' || status === 'AVAILABLE')) ?? newest(continuous.filter(({ status }) => status === 'STOPPED'));
}

function newest(points: readonly VaultPoint[]): VaultPoint | null {
  return points.reduce<VaultPoint | null>((best, point) => (best === null || microsOf(point.createdAt) > microsOf(best.createdAt) ? point : best), null);
}
