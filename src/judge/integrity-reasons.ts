import type { StoreMeasurement } from '#contract/measurement';
import type { Reason } from '#contract/run-summary';
import { visible } from '#kit/visible';
import { reason } from './reason-codes.ts';

/** What the comparison of content and of settings says against a store. */
export function integrityReasons(store: StoreMeasurement): readonly Reason[] {
  return [...contentReasons(store), ...witnessReasons(store), ...postureReasons(store)];
}

function contentReasons({ id, integrity }: StoreMeasurement): readonly Reason[] {
  if (!integrity) return [];
  const example = (kind: 'missing' | 'unexpected' | 'different'): string => {
    const sample = integrity.samples.find((entry) => entry.kind === kind);
    return sample ? `, such as "${visible(sample.name)}"` : '';
  };
  const found = (['missing', 'unexpected', 'different'] as const)
    .filter((kind) => integrity[kind] !== 0)
    .map((kind) => reason(`integrity.${kind}`, id, `${integrity[kind]} ${kind} of ${integrity.expected} expected${example(kind)}`));
  const incomplete = incompleteWhy(integrity);
  return [
    ...found,
    ...(incomplete === null ? [] : [reason('integrity.incomplete', id, incomplete)]),
    ...(integrity.strength === 'full-hash' || integrity.strength === 'application-query' ? [] : [reason('strength', id, `the content was compared by ${integrity.strength}; a pass needs full-hash`)]),
  ];
}

function incompleteWhy(integrity: NonNullable<StoreMeasurement['integrity']>): string | null {
  if (!integrity.complete) return 'a listing or a read of the comparison did not end in "complete"';
  if (integrity.expected <= 0) return 'nothing was expected back, and an empty comparison proves nothing';
  const accounted = integrity.recovered + integrity.missing + integrity.different;
  return accounted < integrity.expected ? `${integrity.expected - accounted} of ${integrity.expected} expected things are neither recovered, missing nor different` : null;
}

/** A program that shares no code with redrill and found something wrong outweighs every check of ours. */
function witnessReasons({ id, witnesses }: StoreMeasurement): readonly Reason[] {
  return witnesses.filter(({ result }) => result === 'fail').map(({ name, detail }) => reason('integrity.witness', id, `${name}: ${visible(detail)}`));
}

function postureReasons({ id, posture }: StoreMeasurement): readonly Reason[] {
  if (!posture || posture.drifted.length === 0) return [];
  const keys = posture.drifted.map((drift) => drift.key).join(', ');
  return [reason('posture.drift', id, `${posture.drifted.length} of ${posture.checked} settings are not what they were: ${keys}`)];
}
