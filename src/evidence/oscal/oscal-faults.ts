import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import type { ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { danglingReferences } from './dangling-references.ts';

const SCHEMA = new URL('./assessment-results.schema.json', import.meta.url);

/** Makes the check of a document against NIST's schema and for references that lead nowhere, which a schema cannot see. Making it takes a moment; it may be used often. */
export function oscalCheck(): (document: unknown) => readonly string[] {
  const ajv = new Ajv({ strict: false });
  // The package is CommonJS: its types know only the inner default.
  (addFormats as unknown as typeof addFormats.default)(ajv);
  const validate = ajv.compile(JSON.parse(readFileSync(SCHEMA, 'utf8')) as Record<string, unknown>);
  return (document) => (validate(document) ? danglingReferences(document) : schemaFaults(validate));
}

function schemaFaults({ errors }: ValidateFunction): readonly string[] {
  return (errors ?? []).map(({ instancePath, message, params }) => `${instancePath === '' ? 'the document' : instancePath} ${message ?? 'is not as the schema has it'}${'additionalProperty' in params ? ` (${String(params['additionalProperty'])})` : ''}`);
}
