import { hash } from 'node:crypto';
import { invalid, unchecked } from './bundle-fault.ts';
import { BUNDLE_SCHEMA, ENVELOPE_FILE, KEY_FILE, LIMITS, MANIFEST_FILE, MANIFEST_TYPE } from './bundle-format.ts';
import type { BundleFiles, BundleManifest } from './bundle-format.ts';
import { openEnvelope } from './dsse.ts';
import { fingerprintOf, publicKeyOf, sameFingerprint } from './fingerprint.ts';
import { jsonOf } from './json-of.ts';

/** Who signed, and that every file is the one that was signed: nothing more, nothing less. */
export function verifyManifest(files: BundleFiles, { key }: { readonly key?: string }): BundleManifest {
  const bytes = files.get(MANIFEST_FILE);
  if (bytes === undefined) throw unchecked(`There is no ${MANIFEST_FILE}, so this is no bundle of redrill.`);
  const manifest = readManifest(bytes);
  verifySignature(files, { manifest, bytes, key });
  verifyFiles(files, manifest);
  return manifest;
}

function readManifest(bytes: Buffer): BundleManifest {
  const manifest = jsonOf(bytes, MANIFEST_FILE) as Partial<BundleManifest> | null;
  const schema = String(manifest?.schema);
  const edition = /^redrill\.bundle\/(\d{1,9})$/.exec(schema)?.[1];
  if (schema !== BUNDLE_SCHEMA && edition !== undefined && Number(edition) > 1) throw unchecked(`The bundle has the format ${schema}, which is newer than the ${BUNDLE_SCHEMA} that this verifier reads: use the verify.mjs that came with it, or a newer redrill.`);
  if (schema !== BUNDLE_SCHEMA) throw unchecked(`${MANIFEST_FILE} is not that of a bundle of redrill: its schema is ${JSON.stringify(schema.slice(0, 60))}.`);
  if (!isManifest(manifest)) throw invalid(`${MANIFEST_FILE} lacks a part that every bundle has.`);
  return manifest;
}

function isManifest(value: Partial<BundleManifest> | null): value is BundleManifest {
  return value !== null && typeof value.run?.id === 'string' && Number.isSafeInteger(value.run.number) && typeof value.tool?.version === 'string' && (value.signer === null || typeof value.signer === 'string')
    && typeof value.record?.head === 'string' && typeof value.record.sha256 === 'string' && Number.isSafeInteger(value.record.events)
    && Array.isArray(value.files) && value.files.length <= LIMITS.files && value.files.every((file) => typeof file?.name === 'string' && typeof file.sha256 === 'string')
    && Array.isArray(value.missing) && Array.isArray(value.redactions) && value.redactions.every((line) => Number.isSafeInteger(line?.seq) && /^[0-9a-f]{64}$/.test(String(line.sha256)));
}

function verifySignature(files: BundleFiles, { manifest, bytes, key: wanted }: { readonly manifest: BundleManifest; readonly bytes: Buffer; readonly key: string | undefined }): void {
  const envelope = files.get(ENVELOPE_FILE);
  if (manifest.signer === null) {
    if (envelope !== undefined) throw invalid('The bundle calls itself unsigned and holds a signature.');
    if (wanted !== undefined) throw invalid(`The bundle is an unsigned draft; it should be signed with ${wanted}.`);
    return;
  }
  const pem = files.get(KEY_FILE);
  if (envelope === undefined || pem === undefined) throw invalid(`The bundle says that ${manifest.signer} signed it, and its ${envelope === undefined ? 'signature' : 'public key'} is gone.`);
  const key = publicKeyOf(pem.toString('utf8'));
  if (key === null) throw invalid(`${KEY_FILE} is no ed25519 public key.`);
  if (fingerprintOf(key) !== manifest.signer) throw invalid(`The bundle says that ${manifest.signer} signed it, and ${KEY_FILE} is another key (${fingerprintOf(key)}).`);
  if (wanted !== undefined && !sameFingerprint(wanted, manifest.signer)) throw invalid(`The bundle was signed with another key than the one you named: ${manifest.signer} instead of ${wanted.trim()}.`);
  const signed = openEnvelope(jsonOf(envelope, ENVELOPE_FILE), MANIFEST_TYPE, key);
  if (signed === null) throw invalid(`The signature is not one of ${manifest.signer} over this bundle: signature or ${MANIFEST_FILE} was changed after it was signed.`);
  if (!signed.equals(bytes) || !envelope.equals(Buffer.from(`${JSON.stringify(JSON.parse(envelope.toString('utf8')))}\n`))) throw invalid(`${MANIFEST_FILE} is not the text that was signed.`);
}

function verifyFiles(files: BundleFiles, manifest: BundleManifest): void {
  const listed = new Map(manifest.files.map((file) => [file.name, file]));
  if (listed.size !== manifest.files.length) throw invalid(`${MANIFEST_FILE} names a file twice.`);
  for (const [name, bytes] of files) {
    if (name === MANIFEST_FILE || name === ENVELOPE_FILE) continue;
    const file = listed.get(name);
    if (file === undefined) throw invalid(`${JSON.stringify(name)} is in the bundle and was not signed for: it was put in afterwards.`);
    if (bytes.length !== file.bytes || hash('sha256', bytes, 'hex') !== file.sha256) throw invalid(`${name} is not the file that was signed for: it was changed or cut.`);
  }
  const gone = manifest.files.find(({ name }) => !files.has(name));
  if (gone !== undefined) throw invalid(`${JSON.stringify(gone.name)} was signed for and is gone from the bundle.`);
}
