import { AwsError } from '../service.ts';
import { readEc2Input } from './query-input.ts';
import type { OperationSource } from './schema-text.ts';
import type { ServiceCodec } from './service-codec.ts';
import { XmlWriter } from './xml-writer.ts';

export interface Ec2QueryInput {
  readonly operations: OperationSource;
  readonly xmlNamespace: string;
  readonly version: string;
}

/** Codec of EC2: form body in (or query of a GET) with flat lists and capitalised keys, `<XResponse>` without a result wrapper out. */
export function ec2QueryCodec({ operations, xmlNamespace, version }: Ec2QueryInput): ServiceCodec {
  const writer = new XmlWriter();
  const known = new Set(operations.names);
  const forms = new WeakMap<object, URLSearchParams>();
  const formOf = (request: Parameters<ServiceCodec['route']>[0]): URLSearchParams => {
    const form = forms.get(request) ?? new URLSearchParams(request.method === 'GET' ? request.rawQuery : request.body?.toString('utf8') ?? '');
    forms.set(request, form);
    return form;
  };
  return {
    operations: operations.names,
    route: (request) => {
      const form = formOf(request);
      const action = form.get('Action');
      if (action === null) throw new AwsError('MissingAction', 'The request must contain the parameter Action.');
      const given = form.get('Version');
      if (given !== null && given !== version) throw new AwsError('NoSuchVersion', `The API version ${given} is not valid; it must be ${version}.`);
      return known.has(action) ? { operation: action, labels: {} } : null;
    },
    decode: async (route, request) => {
      const operation = operations.find(route.operation);
      return operation ? readEc2Input(operation.input, formOf(request)) : {};
    },
    encode: (name, output, requestId) => {
      const operation = operations.find(name);
      const start = `<${name}Response xmlns="${xmlNamespace}"><requestId>${requestId}</requestId>`;
      const end = `</${name}Response>`;
      const inner = !operation || operation.output.isUnitSchema() ? '<return>true</return>' : contentOf(writer.element('r', operation.output, output));
      return { status: 200, headers: { 'content-type': 'text/xml;charset=UTF-8' }, body: Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${start}${inner}${end}`) };
    },
  };
}

/** What is inside the outermost element. */
function contentOf(element: string): string {
  return element.slice(element.indexOf('>') + 1, element.lastIndexOf('<'));
}
