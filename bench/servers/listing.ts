import type { Fixture } from './fixture.ts';
import { isDeleted, keyOf, rowsOf, versionId } from './fixture.ts';

/** All rows of the bucket as ready XML in one buffer, so that a page costs a search and a slice. */
export interface Listing {
  /** Key index of each row. */
  readonly keyOfRow: Int32Array;
  /** Byte offset of each row in `xml`; one more than rows. */
  readonly offsets: Float64Array;
  /** First row of each key; one more than keys. */
  readonly firstRow: Int32Array;
  readonly xml: Buffer;
  readonly keys: readonly string[];
}

/** Every object has the same content, copies too. */
const ETAG = '0'.repeat(32);
const OWNER = '<Owner><ID>75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a</ID><DisplayName>bench</DisplayName></Owner>';

/** Renders ListObjectVersions rows in S3's order of elements. */
export function renderVersions(fixture: Fixture): Listing {
  return render(fixture, (i) => {
    const rows = rowsOf(fixture, i);
    const deleted = isDeleted(fixture, i);
    return Array.from({ length: rows }, (_, row) => rowXml(fixture, i, { row, latest: row === 0, marker: deleted && row === 0 }));
  });
}

/** Renders ListObjectsV2 rows. */
export function renderObjects(fixture: Fixture): Listing {
  return render(fixture, (i) => [`<Contents><Key>${keyOf(fixture, i)}</Key><LastModified>2026-03-01T12:00:00.000Z</LastModified><ETag>&quot;${ETAG}&quot;</ETag><Size>4096</Size><StorageClass>STANDARD</StorageClass></Contents>`]);
}

function render(fixture: Fixture, rowsOfKey: (i: number) => readonly string[]): Listing {
  const keys = Array.from({ length: fixture.keys }, (_, i) => keyOf(fixture, i));
  const texts: string[] = [];
  const owners: number[] = [];
  const firstRow = new Int32Array(fixture.keys + 1);
  for (let i = 0; i < fixture.keys; i += 1) {
    firstRow[i] = texts.length;
    for (const text of rowsOfKey(i)) { texts.push(text); owners.push(i); }
  }
  firstRow[fixture.keys] = texts.length;
  const offsets = new Float64Array(texts.length + 1);
  texts.forEach((text, row) => { offsets[row + 1] = (offsets[row] ?? 0) + text.length; });
  return { keyOfRow: Int32Array.from(owners), offsets, firstRow, xml: Buffer.from(texts.join(''), 'latin1'), keys };
}

function rowXml(fixture: Fixture, i: number, what: { readonly row: number; readonly latest: boolean; readonly marker: boolean }): string {
  const name = what.marker ? 'DeleteMarker' : 'Version';
  const content = what.marker ? '' : `<ETag>&quot;${ETAG}&quot;</ETag><Size>4096</Size><StorageClass>STANDARD</StorageClass>`;
  return `<${name}><Key>${keyOf(fixture, i)}</Key><VersionId>${versionId(i, what.row)}</VersionId><IsLatest>${what.latest}</IsLatest><LastModified>2026-03-0${9 - what.row}T12:00:00.000Z</LastModified>${content}${OWNER}</${name}>`;
}

/** First index whose key is greater than `after`. */
export function firstAfter(keys: readonly string[], after: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] ?? '') > after) high = middle;
    else low = middle + 1;
  }
  return low;
}
