import { invalid } from '../bundle/bundle-fault.ts';
import type { BundleFiles, BundleManifest } from '../bundle/bundle-format.ts';
import { jsonOf } from '../bundle/json-of.ts';
import { oscalCheck } from './oscal-faults.ts';

const FILE = 'oscal.json';

/** Holds the Assessment Results of a bundle against NIST's schema and its own references; the script in the bundle, which has no packages, checks their hash alone. */
export function verifyOscal(files: BundleFiles, manifest: BundleManifest): readonly string[] {
  const bytes = files.get(FILE);
  if (bytes === undefined) return [];
  const faults = oscalCheck()(jsonOf(bytes, FILE));
  const [first] = faults;
  if (first === undefined) return [`${FILE} is as NIST's schema of OSCAL 1.2.1 has it, and every reference in it leads somewhere`];
  const more = faults.length > 1 ? `, and ${faults.length - 1} more` : '';
  // What was taken out may have been a date or an id that the schema asks for.
  if (manifest.redactions.length > 0) return [`${FILE} is no valid OSCAL any more, because parts of it were redacted: ${first}${more}`];
  throw invalid(`${FILE} is no valid OSCAL 1.2.1: ${first}${more}.`);
}
