import type { Call } from '../../../service.ts';
import { backupErrors } from '../errors.ts';
import { moment, text, type Input } from '../input.ts';
import type { Row } from '../row-table.ts';

/** The filters that all lists of jobs have: by account, state, type and dates. */
export function jobsWanted(call: Call, input: Input, stateName: 'ByState' | 'ByStatus'): (job: Row & { readonly type: string; readonly completed: number | null }) => boolean {
  const account = text(input, 'ByAccountId');
  if (account !== undefined && account !== call.caller.account) throw backupErrors.unsupported('jobs of other accounts (ByAccountId)');
  const parent = text(input, 'ByParentJobId');
  const [state, type, resource] = [text(input, stateName), text(input, 'ByResourceType'), text(input, 'ByResourceArn')];
  const [after, before, completeAfter, completeBefore] = [moment(input, 'ByCreatedAfter'), moment(input, 'ByCreatedBefore'), moment(input, 'ByCompleteAfter'), moment(input, 'ByCompleteBefore')];
  return (job) => parent === undefined
    && (state === undefined || state === job.state) && (type === undefined || type === job.type) && (resource === undefined || resource === job.resource)
    && within(job.created, after, before)
    && ((completeAfter === undefined && completeBefore === undefined) || (job.completed !== null && within(job.completed, completeAfter, completeBefore)));
}

/** Whether a moment lies after one and before another, where they are given. */
export function within(micros: number, after: number | undefined, before: number | undefined): boolean {
  return (after === undefined || micros >= after) && (before === undefined || micros <= before);
}
