import type { SandboxContext } from '../../../service.ts';
import type { BinRule, BinStay, Tags, TagMatch } from '../model.ts';
import { ebsState } from '../state.ts';
import { DAY_MICROS } from '../times.ts';

/**
 * How long something that is deleted now stays in Recycle Bin; null when no rule covers it. Rules by tag come before rules for the region,
 * and of several the longest retention holds (EBS guide, Recycle Bin).
 */
export function binStay(context: SandboxContext, thing: { readonly account: string; readonly region: string; readonly id: string }, resourceType: BinRule['resourceType']): BinStay | null {
  const state = ebsState(context);
  const rules = state.rules.list(thing).filter((rule) => rule.resourceType === resourceType);
  const tags = state.tags.of(thing, thing.id);
  const byTag = rules.filter(({ matches }) => matches.some((match) => hasTag(tags, match)));
  const regional = rules.filter(({ matches, excludes }) => matches.length === 0 && !excludes.some((match) => hasTag(tags, match)));
  const covering = byTag.length > 0 ? byTag : regional;
  if (covering.length === 0) return null;
  const enteredMicros = Math.floor(context.time.nowMicros());
  return { enteredMicros, exitMicros: enteredMicros + Math.max(...covering.map(({ retentionDays }) => retentionDays)) * DAY_MICROS };
}

/** The unlock delay of a rule has passed. */
export function stepRule(context: SandboxContext, rule: BinRule): void {
  const { rules } = ebsState(context);
  context.catalogue.transaction(() => rules.put({ ...rule, due: null, lock: rule.lock && { ...rule.lock, state: 'unlocked', endsMicros: null } }));
}

function hasTag(tags: Tags, { key, value }: TagMatch): boolean {
  return tags[key] !== undefined && (value === null || tags[key] === value);
}
