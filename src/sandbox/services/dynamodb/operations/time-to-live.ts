import type { Call, Operation } from '../../../service.ts';
import { errors } from '../errors.ts';
import { tableFor, type Input } from '../lookup.ts';
import { stateOf } from '../state.ts';
import { endsAt } from '../times.ts';

/** Time to live: items are deleted by a timer once their moment has come. */
export const timeToLiveOperations: Readonly<Record<string, Operation>> = {
  DescribeTimeToLive: (call, input) => {
    const { ttl } = tableFor(call, input, 'DescribeTimeToLive');
    return { TimeToLiveDescription: { TimeToLiveStatus: ttl?.status ?? 'DISABLED', ...(ttl ? { AttributeName: ttl.attribute } : {}) } };
  },
  UpdateTimeToLive: updateTimeToLive,
};

function updateTimeToLive(call: Call, input: Input): object {
  const table = tableFor(call, input, 'UpdateTimeToLive');
  const { Enabled, AttributeName } = (input['TimeToLiveSpecification'] ?? {}) as { readonly Enabled?: boolean; readonly AttributeName?: string };
  if (typeof Enabled !== 'boolean' || typeof AttributeName !== 'string' || AttributeName === '') throw errors.validation('TimeToLiveSpecification needs Enabled and AttributeName');
  if (table.state !== 'ACTIVE') throw errors.tableBusy(table.design.name, table.state.toLowerCase());
  const { ttl } = table;
  if (ttl !== null && ttl.status !== 'ENABLED') throw errors.validation('Time to live has been modified multiple times within a fixed interval');
  if (Enabled === (ttl !== null)) throw errors.validation(`TimeToLive is already ${Enabled ? 'enabled' : 'disabled'}`);
  if (ttl !== null && ttl.attribute !== AttributeName) throw errors.validation(`TimeToLive is active on a different AttributeName: current AttributeName is ${ttl.attribute}`);
  stateOf(call.catalogue).put({ ...table, ttl: { attribute: AttributeName, status: Enabled ? 'ENABLING' : 'DISABLING' }, ttlDue: endsAt(call, 'dynamodb-control') });
  call.time.changed();
  return { TimeToLiveSpecification: { Enabled, AttributeName } };
}
