import { Readable } from 'node:stream';
import { JsonCodec } from '@aws-sdk/core/protocols';
import { NormalizedSchema } from '@smithy/core/schema';
import { AwsError } from '../service.ts';
import { RestRouter } from './rest-router.ts';
import { scalarFromText, scalarToText } from './scalar-text.ts';
import { membersOf, textTrait, type Member, type SchemaOperation } from './schema-operations.ts';
import type { ServiceCodec, WireRequest } from './service-codec.ts';

/** Bindings of a member to somewhere else than the JSON body. */
const ELSEWHERE = ['httpLabel', 'httpQuery', 'httpHeader', 'httpResponseCode'] as const;
/** Bindings that no served restJson1 model has; a model that brings one must fail loudly, not lose a field. */
const UNSUPPORTED = ['httpPrefixHeaders', 'httpQueryParams'] as const;

interface Shape {
  readonly bound: readonly Member[];
  /** A streaming blob that is the whole body (blocks of EBS); null for JSON. */
  readonly payload: Member | null;
  /** The members of the JSON body; null when there is none. */
  readonly body: NormalizedSchema | null;
}

/** Codec of a restJson1 service (AWS Backup). Inputs: labels, query, headers and a JSON body or one streaming blob; outputs: headers and the same. Times in bodies are epoch seconds with a fraction. */
export function restJsonCodec(operations: ReadonlyMap<string, SchemaOperation>): ServiceCodec {
  const router = new RestRouter(operations.values(), false);
  const codec = new JsonCodec({ timestampFormat: { useTrait: true, default: 7 }, jsonName: true });
  const shapes = new WeakMap<NormalizedSchema, Shape>();
  const shapeOf = (schema: NormalizedSchema): Shape => {
    const shape = shapes.get(schema) ?? split(schema);
    shapes.set(schema, shape);
    return shape;
  };
  const need = (name: string): SchemaOperation => {
    const operation = operations.get(name);
    if (!operation) throw new TypeError(`no operation ${name} in the model`);
    return operation;
  };
  return {
    operations: [...operations.keys()],
    route: (request) => router.route(request),
    decode: async (route, request) => {
      const { bound, body, payload } = shapeOf(need(route.operation).input);
      const outside = bindings(bound, request, route.labels);
      if (payload !== null) return { ...outside, [payload.name]: Readable.from([request.body ?? Buffer.alloc(0)], { objectMode: false }) };
      return body === null || !request.body?.length ? outside : { ...(await readBody(codec, body, request.body)), ...outside };
    },
    encode: (name, output) => {
      const { http, output: schema } = need(name);
      return { status: http?.[2] ?? 200, ...encodeBody(codec, shapeOf(schema), output) };
    },
  };
}

function split(schema: NormalizedSchema): Shape {
  const members = membersOf(schema);
  const payload = members.find(({ traits }) => traits['httpPayload'] !== undefined) ?? null;
  const missing = members.find(({ traits }) => UNSUPPORTED.some((name) => traits[name] !== undefined)) ?? (payload?.schema.isStreaming() === false ? payload : undefined);
  if (missing) throw new TypeError(`${schema.getName(true)}.${missing.name} has a binding that this codec does not know`);
  const bound = members.filter(({ traits }) => ELSEWHERE.some((name) => traits[name] !== undefined));
  const rest = members.filter((member) => !bound.includes(member) && member !== payload);
  if (rest.length === 0) return { bound, payload, body: null };
  const raw = schema.getSchema() as unknown as readonly [number, string, string, unknown, readonly string[], readonly unknown[]];
  const kept = raw[4].flatMap((name, at) => (rest.some((member) => member.name === name) ? [at] : []));
  const body = [raw[0], raw[1], raw[2], raw[3], kept.map((at) => raw[4][at]), kept.map((at) => raw[5][at])];
  return { bound, payload, body: NormalizedSchema.of(body as never) };
}

function bindings(members: readonly Member[], request: WireRequest, labels: Readonly<Record<string, string>>): Record<string, unknown> {
  const query = new URLSearchParams(request.rawQuery);
  const out: Record<string, unknown> = {};
  for (const { name, schema, traits } of members) {
    const text = boundText({ traits, query, request, label: labels[name] });
    if (text !== undefined) out[name] = read(schema, name, text);
  }
  return out;
}

function boundText({ traits, query, request, label }: { readonly traits: Member['traits']; readonly query: URLSearchParams; readonly request: WireRequest; readonly label: string | undefined }): readonly string[] | undefined {
  if (traits['httpLabel'] !== undefined) return label === undefined ? undefined : [label];
  const parameter = textTrait(traits, 'httpQuery');
  if (parameter !== undefined) return query.has(parameter) ? query.getAll(parameter) : undefined;
  const header = request.headers[textTrait(traits, 'httpHeader')?.toLowerCase() ?? ''];
  return header === undefined ? undefined : [header];
}

function read(schema: NormalizedSchema, name: string, texts: readonly string[]): unknown {
  try {
    if (schema.isListSchema() && schema.getMergedTraits().httpQuery !== undefined) return texts.map((one) => scalarFromText(schema.getValueSchema(), one));
    return scalarFromText(schema, texts[0] ?? '');
  } catch (error) {
    if (error instanceof AwsError) throw new AwsError('InvalidParameterValueException', `Invalid value for parameter ${name}: ${texts.join(', ').slice(0, 200)}`);
    throw error;
  }
}

async function readBody(codec: JsonCodec, schema: NormalizedSchema, bytes: Buffer): Promise<Record<string, unknown>> {
  try {
    return ((await codec.createDeserializer().read(schema, bytes)) ?? {}) as Record<string, unknown>;
  } catch {
    // the reason is the JSON parser's and would quote the body; AWS says only this
    throw new AwsError('SerializationException', 'The request body could not be read as the input of this operation');
  }
}

function encodeBody(codec: JsonCodec, { bound, body, payload }: Shape, output: object): { readonly headers: Record<string, string>; readonly body: Buffer | Readable | null } {
  const headers = headersOf(bound, output);
  if (payload !== null) return { headers: { 'content-type': 'application/octet-stream', ...headers }, body: payloadOf((output as Record<string, unknown>)[payload.name]) };
  if (body === null) return { headers, body: null };
  const serializer = codec.createSerializer();
  serializer.write(body, output);
  return { headers: { 'content-type': 'application/json', ...headers }, body: Buffer.from(serializer.flush() as string) };
}

function headersOf(bound: readonly Member[], output: object): Record<string, string> {
  return Object.fromEntries(bound.flatMap(({ name, schema, traits }) => {
    const value = (output as Record<string, unknown>)[name];
    const header = textTrait(traits, 'httpHeader');
    return header === undefined || value === undefined ? [] : [[header, scalarToText(schema, value, 'http-date')]];
  }));
}

function payloadOf(value: unknown): Buffer | Readable | null {
  if (value instanceof Readable || Buffer.isBuffer(value)) return value;
  return value === undefined ? null : Buffer.from(value as string | Uint8Array);
}
