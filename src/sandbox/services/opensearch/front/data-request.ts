import { dataErrors } from './data-error.ts';

/** A request of the data plane, taken apart without changing it. */
export interface DataRequest {
  readonly method: string;
  /** As sent, for signatures and for the engine. */
  readonly rawPath: string;
  readonly rawQuery: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Decoded parts of the path, as the engine will read them; empty ones are left out. */
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
}

/** Takes a request apart. Throws DataError for a path that cannot be decoded. */
export function dataRequest(method: string, target: string, headers: Readonly<Record<string, string>>): DataRequest {
  const origin = target.startsWith('/') ? target : target.replace(/^https?:\/\/[^/?]*/, '') || '/';
  const at = origin.indexOf('?');
  const rawPath = at < 0 ? origin : origin.slice(0, at);
  const rawQuery = at < 0 ? '' : origin.slice(at + 1);
  return { method, rawPath, rawQuery, headers, segments: segmentsOf(rawPath), query: new URLSearchParams(rawQuery) };
}

/** Whether the client asked for indented JSON. */
export function isPretty({ query }: Pick<DataRequest, 'query'>): boolean {
  return query.has('pretty') && query.get('pretty') !== 'false';
}

/** Whether a switch in the query is on; named without a value counts. */
export function isOn({ query }: Pick<DataRequest, 'query'>, name: string): boolean {
  return query.has(name) && query.get(name) !== 'false';
}

function segmentsOf(rawPath: string): readonly string[] {
  try {
    return rawPath.split('/').filter((part) => part !== '').map((part) => decodeURIComponent(part));
  } catch {
    // what cannot be decoded cannot be checked, so it must not reach the engine, which may read it otherwise
    throw dataErrors.malformed('The path of the request is not valid percent-encoding.');
  }
}
