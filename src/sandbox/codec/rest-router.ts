import { AwsError } from '../service.ts';
import { membersOf, requiredCount, textTrait, type SchemaOperation } from './schema-operations.ts';
import type { Route, WireRequest } from './service-codec.ts';

interface Pattern {
  readonly operation: string;
  readonly method: string;
  readonly path: RegExp;
  readonly labels: readonly string[];
  readonly statics: readonly (readonly [string, string])[];
  readonly headers: readonly string[];
  readonly queries: readonly string[];
  readonly score: number;
}

/** Finds the operation of a REST request, on the raw path and most literal pattern first. */
export class RestRouter {
  private readonly byMethod = new Map<string, Pattern[]>();

  /** `bucketFirst`: models of S3 leave `/{Bucket}` out of the path; path-style requests have it. */
  constructor(operations: Iterable<SchemaOperation>, bucketFirst: boolean) {
    for (const operation of operations) {
      if (!operation.http) continue;
      const made = pattern(operation, operation.http, bucketFirst);
      const list = this.byMethod.get(made.method) ?? [];
      list.push(made);
      this.byMethod.set(made.method, list);
    }
    for (const list of this.byMethod.values()) list.sort((a, b) => b.score - a.score);
  }

  route(request: Pick<WireRequest, 'method' | 'rawPath' | 'rawQuery' | 'headers'>): Route | null {
    const query = new URLSearchParams(request.rawQuery);
    for (const one of this.byMethod.get(request.method) ?? []) {
      const match = one.path.exec(request.rawPath);
      if (!match) continue;
      if (!one.statics.every(([name, value]) => staticMatches(query, name, value))) continue;
      if (!one.headers.every((name) => request.headers[name] !== undefined) || !one.queries.every((name) => query.has(name))) continue;
      return { operation: one.operation, labels: Object.fromEntries(one.labels.map((label, i) => [label, decode(match[i + 1] ?? '')])) };
    }
    return null;
  }
}

/** The JS SDK adds `x-id=<Operation>`; other clients do not, and a presigned URL may carry another's. */
function staticMatches(query: URLSearchParams, name: string, value: string): boolean {
  if (name === 'x-id' && !query.has(name)) return true;
  return query.has(name) && (value === '' || query.get(name) === value);
}

function pattern(operation: SchemaOperation, [method, uri]: readonly [string, string, number], bucketFirst: boolean): Pattern {
  const [path = '/', query = ''] = uri.split('?');
  const labels: string[] = [];
  let source = path.replace(/[.$^()*|[\]\\]/g, '\\$&').replace(/\{(\w+)(\+?)\}/g, (_all, label: string, greedy: string) => {
    labels.push(label);
    return greedy ? '(.+)' : '([^/]+)';
  });
  if (bucketFirst && membersOf(operation.input).some(({ name }) => name === 'Bucket')) {
    labels.unshift('Bucket');
    source = source === '/' ? '/([^/]+)/?' : `/([^/]+)${source}`;
  }
  // older models end list paths in a slash (/backup-vaults/) and clients made from them still send it; a key of S3 may end in one
  if (!bucketFirst && !source.endsWith('/')) source += '/?';
  const statics = [...new URLSearchParams(query)];
  const required = membersOf(operation.input).slice(0, requiredCount(operation.input));
  const headers = required.flatMap(({ traits }) => textTrait(traits, 'httpHeader')?.toLowerCase() ?? []);
  const queries = required.flatMap(({ traits }) => textTrait(traits, 'httpQuery') ?? []);
  const literal = path.replace(/\{[^}]*\}/g, '').length;
  const score = statics.filter(([name]) => name !== 'x-id').length * 1000 + statics.length * 100 + (headers.length + queries.length) * 10 + literal;
  return { operation: operation.name, method, path: new RegExp(`^${source}$`, 's'), labels, statics, headers, queries, score };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // answered as AWS does; the URI error would end as an internal failure
    throw new AwsError('InvalidURI', 'Couldn\'t parse the specified URI.', { fields: { URI: text } });
  }
}
