import { usageError } from '#kit/redrill-error';
import type { ControlMethod, SandboxContext } from '../../service.ts';
import { ebsState } from './state.ts';
import { GIB, imagePath } from './volumes/image.ts';

type Params = Readonly<Record<string, unknown>>;

/** What the control port can ask of EBS: where the block image of a volume lies, as its instance would see the device. */
export function ebsControl(context: SandboxContext): Readonly<Record<string, ControlMethod>> {
  return {
    'volume-device': (params) => {
      const [volumeId, account, region] = [textOf(params, 'volumeId'), textOf(params, 'account'), textOf(params, 'region')];
      const volume = ebsState(context).volumes.find(volumeId);
      if (!volume || volume.account !== account || volume.region !== region || volume.bin !== null) throw usageError('control.bad-params', `volume-device: there is no volume ${volumeId} in ${account}, ${region}`);
      if (!volume.filled || volume.state === 'deleting' || volume.state === 'error') throw usageError('control.bad-params', `volume-device: the volume ${volumeId} is ${volume.state} and has no device`);
      return { path: imagePath(context.state, volumeId), sizeBytes: volume.sizeGiB * GIB };
    },
  };
}

function textOf(params: Params, member: string): string {
  const value = params[member];
  if (typeof value !== 'string' || value === '') throw usageError('control.bad-params', `volume-device: ${member} must be a text, not ${JSON.stringify(value)}`);
  return value;
}
