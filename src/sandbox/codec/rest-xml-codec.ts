import type { Readable } from 'node:stream';
import { XmlShapeDeserializer } from '@aws-sdk/core/protocols';
import type { NormalizedSchema } from '@smithy/core/schema';
import { isDate } from '#kit/dates';
import { AwsError, type FastAnswer } from '../service.ts';
import { RestRouter } from './rest-router.ts';
import { scalarFromText, scalarToText } from './scalar-text.ts';
import { membersOf, textTrait, type Member, type SchemaOperation } from './schema-operations.ts';
import type { ServiceCodec, WireRequest } from './service-codec.ts';
import { XmlWriter } from './xml-writer.ts';

const LARGEST_XML_BYTES = 8_388_608;
const XML_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';

export interface RestXmlInput {
  readonly operations: ReadonlyMap<string, SchemaOperation>;
  readonly xmlNamespace: string;
}

/** Codec of a restXml service (S3). Inputs: labels, query, headers, XML or raw payload; outputs: headers and XML or raw payload. */
export function restXmlCodec({ operations, xmlNamespace }: RestXmlInput): ServiceCodec {
  const router = new RestRouter(operations.values(), true);
  const writer = new XmlWriter();
  const reader = new XmlShapeDeserializer({ timestampFormat: { useTrait: true, default: 5 }, httpBindings: true, xmlNamespace, serviceNamespace: 'com.amazonaws.s3' });
  const need = (name: string): SchemaOperation => {
    const operation = operations.get(name);
    if (!operation) throw new TypeError(`no operation ${name} in the model`);
    return operation;
  };
  return {
    operations: [...operations.keys()],
    route: (request) => router.route(request),
    decode: async (route, request) => {
      const { input } = need(route.operation);
      const members = membersOf(input);
      const bound = bindings(members, request, route.labels);
      return { ...bound, ...(await bodyOf({ members, input, request, reader })) };
    },
    encode: (name, output) => {
      const operation = need(name);
      return encode({ operation, output: output as Record<string, unknown>, writer, xmlNamespace });
    },
  };
}

/** What path, query and headers say. */
function bindings(members: readonly Member[], request: WireRequest, labels: Readonly<Record<string, string>>): Record<string, unknown> {
  const query = new URLSearchParams(request.rawQuery);
  const out: Record<string, unknown> = {};
  for (const { name, schema, traits } of members) {
    const value = boundValue({ schema, traits, query, request, label: traits['httpLabel'] === undefined ? undefined : labels[name] });
    if (value !== undefined) out[name] = value;
  }
  return out;
}

function boundValue({ schema, traits, query, request, label }: { readonly schema: NormalizedSchema; readonly traits: Member['traits']; readonly query: URLSearchParams; readonly request: WireRequest; readonly label: string | undefined }): unknown {
  if (label !== undefined) return scalarFromText(schema, label);
  const parameter = textTrait(traits, 'httpQuery');
  if (parameter !== undefined && query.has(parameter)) {
    return schema.isListSchema() ? query.getAll(parameter).map((one) => scalarFromText(schema.getValueSchema(), one)) : scalarFromText(schema, query.get(parameter) ?? '');
  }
  const header = textTrait(traits, 'httpHeader');
  if (header !== undefined) {
    const text = request.headers[header.toLowerCase()];
    return text === undefined ? undefined : scalarFromText(schema, text);
  }
  const prefix = textTrait(traits, 'httpPrefixHeaders');
  return prefix === undefined ? undefined : prefixed(request.headers, prefix.toLowerCase());
}

function prefixed(headers: Readonly<Record<string, string>>, prefix: string): Record<string, string> | undefined {
  const found = Object.entries(headers).filter(([name]) => name.startsWith(prefix)).map(([name, value]) => [name.slice(prefix.length), value] as const);
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

async function bodyOf({ members, input, request, reader }: { readonly members: readonly Member[]; readonly input: NormalizedSchema; readonly request: WireRequest; readonly reader: XmlShapeDeserializer }): Promise<Record<string, unknown>> {
  const payload = members.find(({ traits }) => traits['httpPayload'] !== undefined);
  if (payload?.schema.isStreaming()) {
    const stream = request.stream();
    return stream ? { [payload.name]: stream } : {};
  }
  const inBody = members.some(({ traits }) => !['httpHeader', 'httpQuery', 'httpQueryParams', 'httpLabel', 'httpPrefixHeaders'].some((name) => traits[name] !== undefined));
  if (!payload && !inBody) return {};
  const bytes = request.body ?? (await readAll(request.stream()));
  if (bytes.length === 0) return {};
  if (!payload) return readXml(reader, input, bytes) as Record<string, unknown>;
  if (payload.schema.isStructSchema()) return { [payload.name]: readXml(reader, payload.schema, bytes) };
  return { [payload.name]: payload.schema.isBlobSchema() ? bytes : bytes.toString('utf8') };
}

function readXml(reader: XmlShapeDeserializer, schema: NormalizedSchema, bytes: Buffer): unknown {
  try {
    const value: unknown = reader.read(schema, bytes);
    // an empty root element is read as text
    return value === '' ? {} : value;
  } catch {
    // the parser's words differ by version and would quote the body; AWS always says this
    throw new AwsError('MalformedXML', 'The XML you provided was not well-formed or did not validate against our published schema');
  }
}

async function readAll(stream: Readable | null): Promise<Buffer> {
  if (!stream) return Buffer.alloc(0);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    chunks.push(chunk as Buffer);
    size += (chunk as Buffer).length;
    if (size > LARGEST_XML_BYTES) throw new AwsError('EntityTooLarge', `The request body is larger than ${LARGEST_XML_BYTES} bytes.`);
  }
  return Buffer.concat(chunks);
}

function encode({ operation, output, writer, xmlNamespace }: { readonly operation: SchemaOperation; readonly output: Readonly<Record<string, unknown>>; readonly writer: XmlWriter; readonly xmlNamespace: string }): FastAnswer {
  const members = membersOf(operation.output);
  const headers: Record<string, string> = {};
  let status = operation.http?.[2] ?? 200;
  for (const { name, schema, traits } of members) {
    const value = output[name];
    if (value === undefined || value === null) continue;
    const header = textTrait(traits, 'httpHeader');
    const prefix = textTrait(traits, 'httpPrefixHeaders');
    if (header !== undefined) headers[header.toLowerCase()] = scalarToText(schema, value, 'http-date');
    else if (prefix !== undefined) for (const [key, text] of Object.entries(value as Record<string, string>)) headers[prefix.toLowerCase() + key] = text;
    else if (traits['httpResponseCode'] !== undefined) status = Number(value);
  }
  const payload = members.find(({ traits }) => traits['httpPayload'] !== undefined);
  if (payload) return payloadAnswer({ payload, value: output[payload.name], status, headers, writer, xmlNamespace });
  const inBody = members.some(({ traits }) => ['httpHeader', 'httpPrefixHeaders', 'httpResponseCode'].every((name) => traits[name] === undefined));
  if (!inBody) return { status, headers, body: null };
  return xmlAnswer(status, headers, bodyElement(operation, output, writer, xmlNamespace));
}

// oxlint-disable-next-line max-params
function bodyElement(operation: SchemaOperation, output: Readonly<Record<string, unknown>>, writer: XmlWriter, xmlNamespace: string): string {
  const tag = textTrait(operation.output.getMergedTraits() as Readonly<Record<string, unknown>>, 'xmlName') ?? operation.output.getName() ?? operation.name;
  const element = writer.element(tag, operation.output, output, ` xmlns="${xmlNamespace}"`);
  // GetBucketLocation's body is not wrapped: the root is the value itself (aws-facts.md 5.3)
  return operation.name === 'GetBucketLocation' ? element.replace(/<LocationConstraint>(.*?)<\/LocationConstraint>/, '$1') : element;
}

function payloadAnswer({ payload, value, status, headers, writer, xmlNamespace }: { readonly payload: Member; readonly value: unknown; readonly status: number; readonly headers: Record<string, string>; readonly writer: XmlWriter; readonly xmlNamespace: string }): FastAnswer {
  if (value === undefined || value === null) return { status, headers, body: null };
  if (payload.schema.isStructSchema()) {
    const tag = textTrait(payload.traits, 'xmlName') ?? payload.schema.getName() ?? payload.name;
    return xmlAnswer(status, headers, writer.element(tag, payload.schema, value, ` xmlns="${xmlNamespace}"`));
  }
  if (payload.schema.isStreaming()) headers['content-type'] ??= 'application/octet-stream';
  if (typeof value === 'string') return { status, headers: { 'content-type': 'application/json', ...headers }, body: Buffer.from(value) };
  if (value instanceof Uint8Array) return { status, headers, body: Buffer.from(value.buffer, value.byteOffset, value.byteLength) };
  if (isDate(value)) throw new TypeError('a date is no payload');
  return { status, headers, body: value as Readable };
}

function xmlAnswer(status: number, headers: Record<string, string>, element: string): FastAnswer {
  headers['content-type'] = 'application/xml';
  return { status, headers, body: Buffer.from(XML_HEAD + element) };
}
