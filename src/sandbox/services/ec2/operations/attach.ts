import type { Operation } from '../../../service.ts';
import type { Volume } from '../../ebs/model.ts';
import { modelledMicros } from '../../ebs/times.ts';
import { putVolume } from '../../ebs/volumes/step-volume.ts';
import { errors } from '../errors.ts';
import { volumeOf } from '../find.ts';
import { need, text, type Input } from '../input.ts';
import { instanceOf, type ComputeInstance } from '../network.ts';
import { operation, type Scope } from '../operation.ts';
import { attachmentOutput } from '../volume-output.ts';

/** Attaching and detaching, as records to an instance id. */
export const attach: Readonly<Record<string, Operation>> = {
  AttachVolume: operation('AttachVolume', ['Device', 'InstanceId', 'VolumeId'], (scope, input) => {
    const { call, state, by } = scope;
    const volume = volumeOf(scope, need(input, 'VolumeId'));
    const instance = requiredInstance(scope, need(input, 'InstanceId'));
    const device = need(input, 'Device');
    if (volume.attachment !== null) throw errors.volumeInUse(volume.id, volume.attachment.instanceId);
    if (volume.state !== 'available') throw errors.incorrectState(`${volume.id} is not 'available'.`);
    if (volume.zone !== instance.zone.name) throw errors.invalidZone(volume.id, instance.id);
    const taken = state.volumes.list(volume).find((other) => other.attachment?.instanceId === instance.id && other.attachment.device === device);
    if (taken) throw errors.invalid(`Invalid value '${device}' for unixDevice. Attachment point ${device} is already in use`);
    // a key that cannot be used is noticed when the instance wants the data key: the volume goes back to available
    const failure = volume.keyArn === null ? null : call.keys.problem(volume.keyArn, 'decrypt', by)?.message ?? null;
    const now = Math.floor(call.time.nowMicros());
    const attachment = { instanceId: instance.id, device, state: 'attaching', sinceMicros: now, dueMicros: now + modelledMicros(call, 'ebs-control'), failure } as const;
    state.change(() => putVolume(call, { ...volume, state: 'in-use', attachment }));
    return attachmentOutput(volume.id, attachment);
  }),
  DetachVolume: operation('DetachVolume', ['VolumeId', 'Device', 'Force', 'InstanceId'], (scope, input) => {
    const { call, state } = scope;
    const volume = volumeOf(scope, need(input, 'VolumeId'));
    const attachment = attachmentFor(volume, input);
    const detaching = { ...attachment, state: 'detaching', dueMicros: call.time.nowMicros() + modelledMicros(call, 'ebs-control') } as const;
    state.change(() => putVolume(call, { ...volume, attachment: detaching }));
    return attachmentOutput(volume.id, detaching);
  }),
};

function requiredInstance({ place }: Scope, id: string): ComputeInstance {
  if (!/^i-[0-9a-f]+$/.test(id)) throw errors.malformed('Instance', id);
  const instance = instanceOf(place);
  if (instance.id !== id) throw errors.instanceNotFound(id);
  return instance;
}

function attachmentFor(volume: Volume, input: Input): NonNullable<Volume['attachment']> {
  const { attachment } = volume;
  if (attachment === null) throw errors.incorrectState(`Volume '${volume.id}' is in the '${volume.state}' state.`);
  const [instanceId, device] = [text(input, 'InstanceId'), text(input, 'Device')];
  if ((instanceId !== undefined && instanceId !== attachment.instanceId) || (device !== undefined && device !== attachment.device)) {
    throw errors.attachmentNotFound(`Volume '${volume.id}' is not attached to instance '${instanceId ?? attachment.instanceId}' as '${device ?? attachment.device}'.`);
  }
  if (attachment.state === 'detaching') throw errors.incorrectState(`Volume '${volume.id}' is already being detached.`);
  return attachment;
}
