import type { NormalizedSchema } from '@smithy/core/schema';
import { dateOfText, httpDate, isDate } from '#kit/dates';
import { AwsError } from '../service.ts';

export type TimestampFormat = 'date-time' | 'http-date' | 'epoch-seconds';

/** Text of a path label, query value or header -> the value its schema says. Throws InvalidArgument for text that is none. */
export function scalarFromText(schema: NormalizedSchema, text: string): unknown {
  if (schema.isBooleanSchema()) return text.toLowerCase() === 'true';
  if (schema.isNumericSchema()) return checked(schema, text, text.trim() === '' ? Number.NaN : Number(text));
  if (schema.isTimestampSchema()) {
    const date = dateOfText(text);
    if (date === null) throw invalid(schema, text);
    return date;
  }
  if (schema.isBlobSchema()) return Buffer.from(text, 'base64');
  if (schema.isListSchema()) return text.split(',').map((part) => scalarFromText(schema.getValueSchema(), part.trim()));
  return text;
}

/** A value of an output -> text for a header or an XML element. `format` is the protocol's default for timestamps in that place. */
export function scalarToText(schema: NormalizedSchema, value: unknown, format: TimestampFormat): string {
  if (typeof value === 'string') return value;
  if (isDate(value)) return timestampText(value, traitFormat(schema) ?? format);
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
  if (Array.isArray(value)) return value.map((one) => scalarToText(schema.getValueSchema(), one, format)).join(', ');
  return String(value);
}

function timestampText(date: Date, format: TimestampFormat): string {
  switch (format) {
    case 'date-time': return date.toISOString();
    case 'http-date': return httpDate(date.getTime());
    case 'epoch-seconds': return String(date.getTime() / 1000);
  }
}

/** Simple timestamp schemas carry their format as a number: 5 date-time, 6 http-date, 7 epoch-seconds. */
function traitFormat(schema: NormalizedSchema): TimestampFormat | null {
  switch (schema.getSchema() as unknown) {
    case 5: return 'date-time';
    case 6: return 'http-date';
    case 7: return 'epoch-seconds';
    default: return null;
  }
}

function checked(schema: NormalizedSchema, text: string, value: number): number {
  if (Number.isNaN(value)) throw invalid(schema, text);
  return value;
}

function invalid(schema: NormalizedSchema, text: string): AwsError {
  const traits = schema.getMergedTraits() as { readonly httpQuery?: string; readonly httpHeader?: string };
  const name = traits.httpQuery ?? traits.httpHeader ?? schema.getMemberName();
  return new AwsError('InvalidArgument', `Provided ${name} is not valid`, { fields: { ArgumentName: name, ArgumentValue: text } });
}
