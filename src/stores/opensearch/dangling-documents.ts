import { microsOf } from '#kit/time';
import { documentName } from './index-entries.ts';
import { groupOf } from './index-names.ts';
import { scanIndex } from './scan-index.ts';
import type { SearchClient } from './search-client.ts';

/** Fields of a document by which it refers to a row of a database. */
export interface LinkFields {
  readonly id: string;
  readonly registered: string;
}

/** A document whose row the database does not know. */
export interface Dangling {
  readonly index: string;
  readonly id: string;
  /** As manifests and write ledgers call it: `<group>/<id>`. */
  readonly name: string;
  /** The row it refers to. */
  readonly row: string;
}

export interface Links {
  /** Documents that refer to a row. */
  readonly linked: number;
  readonly dangling: readonly Dangling[];
}

export interface LinksInput {
  readonly indices: readonly string[];
  readonly fields: LinkFields;
  /** What the database knows: key -> moment of registration (epoch microseconds). */
  readonly rows: ReadonlyMap<string, number>;
  readonly signal?: AbortSignal | undefined;
}

/** Holds every document that refers to a row against what the database knows; one without the field is about something else. */
export async function linksOf(client: SearchClient, { indices, fields, rows, signal }: LinksInput): Promise<Links> {
  let linked = 0;
  const dangling: Dangling[] = [];
  for (const index of indices) {
    await scanIndex(client, { index, query: { exists: { field: fields.id } }, signal }, (hits) => {
      for (const { _id: id, _source: source } of hits) {
        linked += 1;
        const row = rowOf(source, fields);
        if (!isKnown(row, rows)) dangling.push({ index, id, name: documentName(groupOf(index), id), row: row.id });
      }
    });
  }
  return { linked, dangling: dangling.sort((a, b) => (a.name < b.name ? -1 : 1)) };
}

interface RowLink {
  readonly id: string;
  readonly registered: string;
}

function rowOf(source: unknown, { id, registered }: LinkFields): RowLink {
  const fields = (source ?? {}) as Readonly<Record<string, unknown>>;
  return { id: String(fields[id]), registered: String(fields[registered]) };
}

/** The same key is not enough: after a restore the sequence gives the keys of lost rows to new ones. */
function isKnown({ id, registered }: RowLink, rows: ReadonlyMap<string, number>): boolean {
  const at = rows.get(id);
  return at !== undefined && at === microsOrNull(registered);
}

function microsOrNull(text: string): number | null {
  try {
    return microsOf(text);
  } catch {
    // A document that does not say when its row was registered refers to nothing that can be told apart.
    return null;
  }
}
