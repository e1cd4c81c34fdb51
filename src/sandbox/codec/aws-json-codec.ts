import { crc32, gunzipSync } from 'node:zlib';
import { JsonCodec } from '@aws-sdk/core/protocols';
import { AwsError, type FastAnswer } from '../service.ts';
import type { SchemaOperation } from './schema-operations.ts';
import type { ServiceCodec, WireRequest } from './service-codec.ts';

/** How a version of the protocol answers. */
interface JsonVersion {
  readonly contentType: string;
  /** DynamoDB says the CRC-32 of each answer, and botocore checks it. */
  readonly checksum: boolean;
}

const JSON_1_1: JsonVersion = { contentType: 'application/x-amz-json-1.1', checksum: false };

/** awsJson1_0 as DynamoDB speaks it. */
export const JSON_1_0: JsonVersion = { contentType: 'application/x-amz-json-1.0', checksum: true };

/** awsJson1_0 as CloudWatch speaks it. */
export const JSON_1_0_PLAIN: JsonVersion = { contentType: 'application/x-amz-json-1.0', checksum: false };

/** What a compressed body may grow to. */
const LARGEST_BYTES = 16_777_216;

/** Codec of an awsJson service (SSM, DynamoDB): the operation in `x-amz-target`, JSON in and out. */
export function awsJsonCodec(operations: ReadonlyMap<string, SchemaOperation>, targetPrefix: string, version: JsonVersion = JSON_1_1): ServiceCodec {
  const codec = new JsonCodec({ timestampFormat: { useTrait: true, default: 7 }, jsonName: false });
  return {
    operations: [...operations.keys()],
    route: (request) => {
      const target = request.headers['x-amz-target'] ?? '';
      const dot = target.lastIndexOf('.');
      const name = target.slice(dot + 1);
      // botocore puts the namespace before CloudTrail's prefix, the JavaScript SDK does not
      return `.${target.slice(0, dot)}`.endsWith(`.${targetPrefix}`) && operations.has(name) ? { operation: name, labels: {} } : null;
    },
    decode: async (route, request) => {
      const operation = operations.get(route.operation);
      const bytes = plainBytes(request);
      if (!operation || operation.input.isUnitSchema() || bytes.length === 0) return {};
      try {
        return ((await codec.createDeserializer().read(operation.input, bytes)) ?? {}) as Record<string, unknown>;
      } catch {
        // the reason is the JSON parser's and would quote the body; AWS says only this
        throw new AwsError('SerializationException', 'The request body could not be read as the input of this operation');
      }
    },
    encode: (name, output) => {
      const operation = operations.get(name);
      if (!operation || operation.output.isUnitSchema()) return answered('{}', version);
      const serializer = codec.createSerializer();
      serializer.write(operation.output, output);
      return answered(serializer.flush() as string, version);
    },
  };
}

/** Clients compress large bodies of CloudWatch. */
function plainBytes({ body, headers }: WireRequest): Buffer {
  if (body === null || body.length === 0) return Buffer.alloc(0);
  if (headers['content-encoding'] !== 'gzip') return body;
  try {
    return gunzipSync(body, { maxOutputLength: LARGEST_BYTES });
  } catch {
    // the reason is zlib's; AWS says only this
    throw new AwsError('SerializationException', 'The request body could not be decompressed');
  }
}

function answered(text: string, { contentType, checksum }: JsonVersion): FastAnswer {
  const body = Buffer.from(text);
  return { status: 200, headers: { 'content-type': contentType, ...(checksum ? { 'x-amz-crc32': crc32(body) } : {}) }, body };
}
