import { invalid, unchecked } from './bundle-fault.ts';
import { LIMITS } from './bundle-format.ts';

/** A JSON file of a bundle as data; nothing that is too large to be one is parsed. */
export function jsonOf(bytes: Buffer, name: string): unknown {
  if (bytes.length > LIMITS.jsonBytes) throw unchecked(`${name} has ${bytes.length} bytes, more than any bundle's.`);
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch (cause) {
    throw invalid(`${name} is no JSON: it was changed or cut.`, cause);
  }
}
