import { NormalizedSchema } from '@smithy/core/schema';
import { dateOfMicros } from '#kit/dates';

const DEEPEST = 7;

/** Fields that the clients themselves check or change. */
const FIXED: Readonly<Record<string, string>> = {
  Bucket: 'some-bucket',
  RequestRoute: 'route',
  ChecksumAlgorithm: 'CRC32',
  SSECustomerKey: Buffer.alloc(32, 7).toString('base64'),
  SSECustomerKeyMD5: 'y4HAEFCYWuvAXWFTtA1Qpg==',
  CopySourceSSECustomerKey: Buffer.alloc(32, 7).toString('base64'),
  CopySourceSSECustomerKeyMD5: 'y4HAEFCYWuvAXWFTtA1Qpg==',
};

/** A value with something in every field of a schema, for round-trip tests: unicode, markup characters, slashes, blobs, nested lists and maps. */
export function fillSchema(schema: NormalizedSchema, name = 'root', depth = 0): unknown {
  if (depth > DEEPEST) return undefined;
  if (schema.isUnitSchema()) return {};
  if (schema.isListSchema()) return fillList(schema, name, depth);
  if (schema.isMapSchema()) return fillMap(schema, name, depth);
  if (schema.isStructSchema()) return fillStruct(schema, depth);
  if (schema.isBooleanSchema()) return true;
  if (schema.isNumericSchema()) return 7;
  if (schema.isTimestampSchema()) return dateOfMicros(1_790_000_000_000_000);
  if (schema.isBlobSchema()) return schema.isStreaming() ? 'streamed ü' : new Uint8Array([0, 1, 250, 255]);
  return fillText(schema, name);
}

function fillStruct(schema: NormalizedSchema, depth: number): object {
  const out: Record<string, unknown> = {};
  for (const [name, member] of schema.structIterator()) {
    const value = fillSchema(member, name, depth + 1);
    if (value === undefined) continue;
    out[name] = value;
    if (schema.isUnionSchema()) break;
  }
  return out;
}

function fillList(schema: NormalizedSchema, name: string, depth: number): unknown[] | undefined {
  if (schema.getMergedTraits().httpHeader !== undefined) return ['first', 'second'];
  const one = fillSchema(schema.getValueSchema(), name, depth + 1);
  return one === undefined ? undefined : [one, one];
}

function fillMap(schema: NormalizedSchema, name: string, depth: number): object | undefined {
  const one = fillSchema(schema.getValueSchema(), name, depth + 1);
  if (one === undefined) return undefined;
  return schema.getMergedTraits().httpPrefixHeaders === undefined ? { 'key ü <&>': one, other: one } : { 'x-key': 'plain', other: 'text' };
}

/** Text that suits where it goes: header values are ASCII, buckets look like buckets, keys like hostile keys. */
function fillText(schema: NormalizedSchema, name: string): string {
  const traits = schema.getMergedTraits();
  const fixed = FIXED[name];
  if (fixed !== undefined) return fixed;
  if (traits.httpLabel !== undefined) return 'a/ü b&c=<d>?/../e';
  if (traits.httpHeader !== undefined || traits.httpPrefixHeaders !== undefined) return `plain ${name}`;
  return `ü <${name}> & "q" 'a' / +`;
}
