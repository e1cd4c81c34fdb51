import { RedrillError, usageError } from '#kit/redrill-error';
import { regionDoorsOf } from '../../regions/region-doors.ts';
import type { ControlMethod, SandboxContext } from '../../service.ts';
import type { Volume } from './model.ts';
import { ebsState } from './state.ts';
import { GIB, imagePath } from './volumes/image.ts';

type Params = Readonly<Record<string, unknown>>;

/** What the control port can ask of EBS: where the block image of an attached volume lies, as its instance sees the device. */
export function ebsControl(context: SandboxContext): Readonly<Record<string, ControlMethod>> {
  return {
    'volume-device': (params) => {
      const [volumeId, account, region] = [textOf(params, 'volumeId'), textOf(params, 'account'), textOf(params, 'region')];
      const volume = ebsState(context).volumes.find(volumeId);
      if (!volume || volume.account !== account || volume.region !== region || volume.bin !== null) throw usageError('control.bad-params', `volume-device: there is no volume ${volumeId} in ${account}, ${region}`);
      mustBeAttached(volume);
      return { path: regionDoorsOf(context).through(imagePath(context.state, volumeId), { region, inside: params['inside'], asked: 'volume-device' }), sizeBytes: volume.sizeGiB * GIB };
    },
  };
}

/** An instance has a device from the end of attaching to the beginning of detaching; what was written at any other time nobody wrote. */
function mustBeAttached({ id, state, attachment }: Volume): void {
  if (state === 'in-use' && attachment?.state === 'attached') return;
  const how = attachment === null ? 'attached to no instance' : `${attachment.state} at ${attachment.instanceId}`;
  throw new RedrillError('ebs.NotAttached', `volume-device: the volume ${id} is ${state} and ${how}: attach it, for only an instance that has it can reach its device`, { actor: 'platform' });
}

function textOf(params: Params, member: string): string {
  const value = params[member];
  if (typeof value !== 'string' || value === '') throw usageError('control.bad-params', `volume-device: ${member} must be a text, not ${JSON.stringify(value)}`);
  return value;
}
