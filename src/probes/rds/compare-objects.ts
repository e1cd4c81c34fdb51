import { sha256 } from '#kit/digest';
import type { SchemaObject } from '#stores/rds/schema-objects';
import type { Expectation, IntegrityTally } from '../tally.ts';
import type { RowContent } from './row-content.ts';

/** Objects have no history: what the manifest has must be there. */
export function compareObjects(saved: readonly SchemaObject[], live: readonly SchemaObject[], tally: IntegrityTally<RowContent>): void {
  const there = new Map(live.map((object) => [object.name, object.text]));
  for (const { name, text } of saved) {
    tally.add(name, stays(text), contentOf(there.get(name)), true);
    there.delete(name);
  }
  for (const [name, text] of there) tally.add(name, stays(undefined), contentOf(text));
}

function stays(text: string | undefined): Expectation<RowContent> {
  return { atR: contentOf(text), alsoRight: [], lastBeforeStrike: undefined, afterStrike: [] };
}

function contentOf(text: string | undefined): RowContent | null {
  return text === undefined ? null : { sha256: sha256(text), sizeBytes: Buffer.byteLength(text), text };
}
