/** A bucket of the benches, computed from indices so that server, clients and checks agree without a file. */
export interface Fixture {
  readonly keys: number;
  readonly versions: number;
  readonly deleted: number;
}

/** Bench s3-undelete: 250,000 rows, 50,000 of them delete markers on top. */
export const UNDELETE: Fixture = { keys: 100_000, versions: 250_000, deleted: 50_000 };
/** Bench s3-copyback: one version each. */
export const COPYBACK: Fixture = { keys: 5000, versions: 5000, deleted: 0 };

export const OBJECT_BYTES = 4096;

/** Keys in 100 prefixes of equal size, sorted. */
export function keyOf(fixture: Fixture, i: number): string {
  const perPrefix = Math.ceil(fixture.keys / 100);
  return `data/part-${String(Math.floor(i / perPrefix)).padStart(2, '0')}/object-${String(i % perPrefix).padStart(6, '0')}.json`;
}

/** How many rows key `i` has; markers included. */
export function rowsOf(fixture: Fixture, i: number): number {
  const base = Math.floor(fixture.versions / fixture.keys);
  return base + (spread(i, fixture.keys, fixture.versions - base * fixture.keys) ? 1 : 0);
}

/** Whether key `i` lies under a delete marker. */
export function isDeleted(fixture: Fixture, i: number): boolean {
  return spread(i, fixture.keys, fixture.deleted);
}

export function versionId(i: number, row: number): string {
  return `v${String(i).padStart(8, '0')}${String(row).padStart(3, '0')}.abcdefghijklmnopqrst`;
}

/** Key index and row of a version id. */
export function rowOfVersion(id: string): { readonly key: number; readonly row: number } {
  return { key: Number(id.slice(1, 9)), row: Number(id.slice(9, 12)) };
}

/** Chooses `part` of `all` indices, evenly. */
function spread(i: number, all: number, part: number): boolean {
  return Math.floor(((i + 1) * part) / all) > Math.floor((i * part) / all);
}
