import { JsonCodec } from '@aws-sdk/core/protocols';
import { AwsError } from '../service.ts';
import type { SchemaOperation } from './schema-operations.ts';
import type { ServiceCodec } from './service-codec.ts';

const CONTENT_TYPE = 'application/x-amz-json-1.1';

/** Codec of an awsJson1_1 service (SSM): the operation in `x-amz-target`, JSON in and out. */
export function awsJsonCodec(operations: ReadonlyMap<string, SchemaOperation>, targetPrefix: string): ServiceCodec {
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
      const bytes = request.body ?? Buffer.alloc(0);
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
      if (!operation || operation.output.isUnitSchema()) return { status: 200, headers: { 'content-type': CONTENT_TYPE }, body: Buffer.from('{}') };
      const serializer = codec.createSerializer();
      serializer.write(operation.output, output);
      return { status: 200, headers: { 'content-type': CONTENT_TYPE }, body: Buffer.from(serializer.flush() as string) };
    },
  };
}
