import { AwsError } from '../service.ts';
import { readQueryInput } from './query-input.ts';
import type { SchemaOperation } from './schema-operations.ts';
import type { ServiceCodec } from './service-codec.ts';
import { XmlWriter } from './xml-writer.ts';

export interface AwsQueryInput {
  readonly operations: ReadonlyMap<string, SchemaOperation>;
  readonly xmlNamespace: string;
  readonly version: string;
}

/** Codec of an awsQuery service (STS): form body in (or query of a GET), `<XResponse><XResult>` out. */
export function awsQueryCodec({ operations, xmlNamespace, version }: AwsQueryInput): ServiceCodec {
  const writer = new XmlWriter();
  const forms = new WeakMap<object, URLSearchParams>();
  const formOf = (request: Parameters<ServiceCodec['route']>[0]): URLSearchParams => {
    const form = forms.get(request) ?? new URLSearchParams(request.method === 'GET' ? request.rawQuery : request.body?.toString('utf8') ?? '');
    forms.set(request, form);
    return form;
  };
  return {
    operations: [...operations.keys()],
    route: (request) => {
      const form = formOf(request);
      const action = form.get('Action');
      if (action === null) throw new AwsError('MissingAction', 'The request must contain the parameter Action.');
      const given = form.get('Version');
      if (given !== null && given !== version) throw new AwsError('InvalidAction', `Could not find operation ${action} for version ${given}`);
      return operations.has(action) ? { operation: action, labels: {} } : null;
    },
    decode: async (route, request) => {
      const operation = operations.get(route.operation);
      return operation ? readQueryInput(operation.input, formOf(request)) : {};
    },
    encode: (name, output, requestId) => {
      const operation = operations.get(name);
      const result = operation && !operation.output.isUnitSchema() ? writer.element(`${name}Result`, operation.output, output) : '';
      const xml = `<${name}Response xmlns="${xmlNamespace}">${result}<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${name}Response>`;
      return { status: 200, headers: { 'content-type': 'text/xml' }, body: Buffer.from(xml) };
    },
  };
}
