import type { Call, Operation, Place } from '../../service.ts';
import type { Principal } from '../ebs/model.ts';
import { ebsState, type EbsState } from '../ebs/state.ts';
import { errors } from './errors.ts';
import { refuseUnserved, type Input } from './input.ts';

/** Who acts where. */
export interface Scope {
  readonly call: Call;
  readonly state: EbsState;
  readonly place: Place;
  readonly by: Principal;
}

/** An operation of EC2: the caller's permission, members that are not served, and DryRun come before `work`. */
export function operation(name: string, served: readonly string[], work: (scope: Scope, input: Input) => Promise<object | void> | object | void): Operation {
  return async (call, input) => {
    const place = { account: call.caller.account, region: call.region };
    call.authorise(`ec2:${name}`, `arn:aws:ec2:${place.region}:${place.account}:*`, { account: place.account, policy: null });
    refuseUnserved(name, input, served);
    if (input['DryRun'] === true) throw errors.dryRun();
    const output = await work({ call, state: ebsState(call), place, by: { account: place.account, arn: call.caller.roleArn ?? call.caller.arn } }, input);
    call.time.changed();
    return output;
  };
}
