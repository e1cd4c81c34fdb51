import { usageError } from '#kit/redrill-error';
import type { ControlMethod, SandboxContext } from '../../service.ts';
import type { Kinds } from './kinds.ts';
import { POINTS, type Point } from './model.ts';

type Params = Readonly<Record<string, unknown>>;

/**
 * What the control port can ask of AWS Backup, below its API:
 * - damage-recovery-point {recoveryPointArn, mode: empty | truncate | swap, other?} -> {recoveryPointArn}: what a restore of the point will give;
 *   `other` is the ARN of the point whose content it gets by `swap`. Nothing that the API says of the point changes.
 */
export function backupControl(kinds: Kinds): (context: SandboxContext) => Readonly<Record<string, ControlMethod>> {
  return (context) => ({
    'damage-recovery-point': async (params) => {
      const mode = params['mode'];
      if (mode !== 'empty' && mode !== 'truncate' && mode !== 'swap') throw usageError('control.bad-params', `damage-recovery-point: mode must be "empty", "truncate" or "swap", not ${JSON.stringify(mode)}`);
      const point = pointOf(context, params, 'recoveryPointArn');
      const other = mode === 'swap' ? otherPoint(context, params, point) : null;
      const artifact = await kinds.of(point.type).damage(context, point.artifact, { mode, ...(other === null ? {} : { other: other.artifact }) });
      POINTS.put(context.catalogue, { ...point, artifact });
      return { recoveryPointArn: point.id };
    },
  });
}

function otherPoint(context: SandboxContext, params: Params, point: Point): Point {
  const other = pointOf(context, params, 'other');
  if (other.type !== point.type) throw usageError('control.bad-params', `damage-recovery-point: ${other.id} holds ${other.type}, but ${point.id} holds ${point.type}; a swap needs two of one kind`);
  return other;
}

function pointOf(context: SandboxContext, params: Params, name: string): Point {
  const arn = params[name];
  const point = typeof arn === 'string' ? POINTS.find(context.catalogue, arn) : null;
  if (!point) throw usageError('control.bad-params', `damage-recovery-point: ${name} ${JSON.stringify(arn)} names no recovery point of this account`);
  return point;
}
