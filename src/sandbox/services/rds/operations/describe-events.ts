import { dateOfMicros } from '#kit/dates';
import type { Operation } from '../../../service.ts';
import { errors } from '../errors.ts';
import type { RdsEvent } from '../event-rows.ts';
import { refuseUnserved, text, texts, timeMicros, whole, type Input } from '../input.ts';
import { listing } from '../operation.ts';
import { pageOf } from '../paging.ts';
import { DAY_MICROS, MINUTE_MICROS } from '../times.ts';

const SOURCES: readonly string[] = ['db-instance', 'db-snapshot', 'db-parameter-group', 'db-security-group', 'db-cluster', 'db-cluster-snapshot', 'custom-engine-version', 'db-proxy', 'blue-green-deployment', 'db-shard-group', 'zero-etl'];

/** Events of the last hour, or of the time that is asked for, in drill time. */
export const describeEvents: Operation = listing('DescribeEvents', 'db', ({ context, state, place }, input) => {
  refuseUnserved('DescribeEvents', input, ['SourceIdentifier', 'SourceType', 'StartTime', 'EndTime', 'Duration', 'EventCategories', 'MaxRecords', 'Marker']);
  const type = text(input, 'SourceType');
  if (type !== undefined && !SOURCES.includes(type)) throw errors.invalidValue(`Invalid SourceType: ${type}`);
  const source = text(input, 'SourceIdentifier')?.toLowerCase();
  if (source !== undefined && type === undefined) throw errors.invalidCombination('SourceType must be specified together with SourceIdentifier.');
  const categories = texts(input, 'EventCategories') ?? [];
  const { fromMicros, toMicros } = spanOf(input, context.time.nowMicros());
  const found = state.events.between(place, fromMicros, toMicros)
    .filter((event) => (type === undefined || event.sourceType === type) && (source === undefined || event.source === source) && (categories.length === 0 || event.categories.some((one) => categories.includes(one))))
    .map((event, index) => ({ event, order: `${String(event.at).padStart(20, '0')}/${String(index).padStart(8, '0')}` }));
  const { page, ...marker } = pageOf(input, found, ({ order }) => order);
  return { Events: page.map(({ event }) => output(event)), ...marker };
});

function spanOf(input: Input, nowMicros: number): { readonly fromMicros: number; readonly toMicros: number } {
  const end = timeMicros(input, 'EndTime') ?? nowMicros;
  const start = timeMicros(input, 'StartTime');
  const minutes = whole(input, 'Duration') ?? 60;
  if (minutes < 1 || minutes > 20_160) throw errors.invalidValue(`Invalid Duration: ${minutes}. Must be between 1 and 20160 minutes.`);
  if (start !== undefined && (start > end || nowMicros - start > 14 * DAY_MICROS)) throw errors.invalidCombination('StartTime must lie before EndTime and not more than 14 days back.');
  return { fromMicros: start ?? end - minutes * MINUTE_MICROS, toMicros: end };
}

function output({ at, sourceType, source, arn, message, categories }: RdsEvent): object {
  return { SourceIdentifier: source, SourceType: sourceType, Message: message, EventCategories: [...categories], Date: dateOfMicros(at), SourceArn: arn };
}
