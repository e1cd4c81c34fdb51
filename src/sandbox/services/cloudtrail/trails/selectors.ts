import { errors } from '../errors.ts';
import type { EventSelector } from './model.ts';

type Input = Readonly<Record<string, unknown>>;

const TYPES = ['All', 'ReadOnly', 'WriteOnly'] as const;
/** PutEventSelectors: the sources that can be left out. */
const EXCLUDABLE = ['kms.amazonaws.com', 'rdsdata.amazonaws.com'];

/** Event selectors as PutEventSelectors takes them: management events alone. A trail that should hold data events and does not would be a trail that lies, so they are refused. */
export function selectorsOf(input: Input): readonly EventSelector[] {
  if (listOf(input['AdvancedEventSelectors']).length > 0) throw errors.selectors('The sandbox does not simulate AdvancedEventSelectors; give EventSelectors of management events.');
  const given = listOf(input['EventSelectors']);
  if (given.length === 0 || given.length > 5) throw errors.selectors(`A trail has 1 to 5 event selectors; ${given.length} were given.`);
  return given.map((selector) => {
    const type = TYPES.find((one) => one === (selector['ReadWriteType'] ?? 'All'));
    if (type === undefined) throw errors.selectors(`${String(selector['ReadWriteType'])} is no valid ReadWriteType: ${TYPES.join(', ')}.`);
    if (listOf(selector['DataResources']).length > 0) throw errors.selectors('The sandbox records management events only: leave DataResources out. Requests for the objects of a bucket are in its server access logs (PutBucketLogging).');
    const excludedSources = (selector['ExcludeManagementEventSources'] ?? []) as readonly string[];
    const unknown = excludedSources.find((source) => !EXCLUDABLE.includes(source));
    if (unknown !== undefined) throw errors.selectors(`${unknown} cannot be excluded: ${EXCLUDABLE.join(', ')} can.`);
    return { readWriteType: type, management: selector['IncludeManagementEvents'] !== false, excludedSources };
  });
}

function listOf(value: unknown): readonly Input[] {
  return (value ?? []) as readonly Input[];
}
