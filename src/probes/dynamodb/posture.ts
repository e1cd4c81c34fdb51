import type { Binding, DrillContext, PostureProbe } from '#contract/modules';
import type { Posture } from '#contract/events';
import { readTableSettings } from '#stores/dynamodb/read-table-settings';
import { streamFollowed } from '#stores/dynamodb/stream-pointer';
import { backedUpBy, ruleText } from './backed-up-by.ts';
import { DYNAMODB_COMPARATORS } from './comparators.ts';
import { postureOf } from './posture-of.ts';

/** The settings of a table, most of which no restore brings back, who follows its stream, and the plans that protect it; read as the observer. */
export const dynamodbPosture: PostureProbe = { service: 'dynamodb', comparators: DYNAMODB_COMPARATORS, read };

async function read(context: DrillContext, { resource, region, pointer }: Binding): Promise<Posture> {
  const access = context.targets.access('drill-observer', region);
  const { table, settings } = await readTableSettings(access, resource);
  const rules = await backedUpBy(access, { arn: table.TableArn ?? '', tags: settings.Tags });
  const { followed } = await streamFollowed(access, { pointer, live: table.LatestStreamArn ?? null });
  return postureOf(settings, { streamFollowed: followed, backedUpBy: rules.map(ruleText) });
}
