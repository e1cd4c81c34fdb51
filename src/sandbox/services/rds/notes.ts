import type { Place, SandboxContext } from '../../service.ts';
import type { EventSource } from './event-rows.ts';
import { rdsArn, type ArnKind } from './ids.ts';
import { stateOf } from './state.ts';

const ARN_KINDS: Readonly<Record<EventSource, ArnKind>> = { 'db-instance': 'db', 'db-snapshot': 'snapshot', 'db-parameter-group': 'pg' };

/** Adds an event in RDS's words (User Guide, "Amazon RDS event categories and event messages"), at the present drill time. */
export function note(context: SandboxContext, sourceType: EventSource, thing: Place & { readonly name: string }, event: { readonly message: string; readonly categories: readonly string[] }): void {
  const { account, region, name } = thing;
  stateOf(context.catalogue).events.add({ at: context.time.nowMicros(), account, region, sourceType, source: name, arn: rdsArn(ARN_KINDS[sourceType], thing), ...event });
}
