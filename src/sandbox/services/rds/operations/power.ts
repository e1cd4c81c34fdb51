import type { Operation } from '../../../service.ts';
import { requireCapacity } from '../add-instance.ts';
import { errors } from '../errors.ts';
import { requireInstance } from '../find.ts';
import { flag, refuseUnserved, requiredText } from '../input.ts';
import { instanceOutput } from '../instance-output.ts';
import type { JobKindId } from '../job-rows.ts';
import type { Instance, InstanceStatus } from '../model.ts';
import { named } from '../operation.ts';
import { requireKey, type Scope } from '../scope.ts';

const ONE = { kind: 'db', member: 'DBInstanceIdentifier' } as const;

/** Stops and starts the server at once; applies parameters that wait for it. */
export const rebootDbInstance: Operation = named('RebootDBInstance', ONE, (scope, input) => {
  refuseUnserved('RebootDBInstance', input, ['DBInstanceIdentifier', 'ForceFailover']);
  const instance = requireInstance(scope, requiredText(input, 'DBInstanceIdentifier'));
  requireStatus(instance, ['available', 'incompatible-parameters'], 'rebooted');
  if (flag(input, 'ForceFailover') === true && !instance.settings.multiAz) throw errors.invalidCombination('Cannot reboot a Single-AZ DB instance with failover.');
  return begin(scope, instance, 'rebooting', 'reboot');
});

/** Stops the server for at most seven days. */
export const stopDbInstance: Operation = named('StopDBInstance', ONE, (scope, input) => {
  refuseUnserved('StopDBInstance', input, ['DBInstanceIdentifier']);
  const instance = requireInstance(scope, requiredText(input, 'DBInstanceIdentifier'));
  requireStatus(instance, ['available'], 'stopped');
  return begin(scope, instance, 'stopping', 'stop');
});

/** Starts a stopped instance, or one whose key was lost and is usable again. */
export const startDbInstance: Operation = named('StartDBInstance', ONE, (scope, input) => {
  refuseUnserved('StartDBInstance', input, ['DBInstanceIdentifier']);
  const instance = requireInstance(scope, requiredText(input, 'DBInstanceIdentifier'));
  requireStatus(instance, ['stopped', 'inaccessible-encryption-credentials-recoverable', 'incompatible-parameters'], 'started');
  if (instance.settings.keyArn !== null) requireKey(scope, instance.settings.keyArn, 'decrypt');
  requireCapacity(scope);
  for (const job of scope.state.jobs.of(instance.ref)) if (job.kind === 'start') scope.state.jobs.remove(job.id);
  return begin(scope, instance, 'starting', 'start');
});

function requireStatus({ name, status }: Instance, allowed: readonly InstanceStatus[], done: string): void {
  if (!allowed.includes(status)) throw errors.instanceState(`Instance ${name} cannot be ${done} as it is not in one of the following statuses: '${allowed.join(', ')}'. It is ${status}.`);
}

function begin({ context, state }: Scope, instance: Instance, status: InstanceStatus, kind: JobKindId): object {
  const after = state.change(() => {
    state.jobs.add({ kind, ref: instance.ref, at: context.time.nowMicros() });
    return state.instances.put({ ...instance, status });
  });
  context.time.changed();
  return { DBInstance: instanceOutput(context, after) };
}
