import { createPublicKey } from 'node:crypto';
import type { RunEvent } from '#contract/events';
import { sha256 } from '#kit/digest';
import { usageError } from '#kit/redrill-error';
import { lastOf } from '#measure/events-of';
import { parseChain } from '#record/parse-chain';
import { BUNDLE_SCHEMA, ENVELOPE_FILE, KEY_FILE, MANIFEST_FILE, MANIFEST_TYPE, VERIFIER_FILE } from './bundle-format.ts';
import type { BundleFiles, BundleManifest } from './bundle-format.ts';
import { sealEnvelope } from './dsse.ts';
import { fingerprintOf, pemOf } from './fingerprint.ts';
import { redactFiles } from './redact-files.ts';
import type { Redaction, RedactionSecret } from './redact-files.ts';
import type { SigningKey } from './signing-key.ts';
import { verifyBundle } from './verify-bundle.ts';

export interface MakeBundleInput {
  readonly files: BundleFiles;
  readonly missing: BundleManifest['missing'];
  /** Null: the bundle is an unsigned draft. */
  readonly key: Pick<SigningKey, 'privateKey'> | null;
  readonly version: string;
  /** Text of `verify.mjs`. */
  readonly verifier: string;
  readonly redact: Redaction;
  /** The record's seal, which redaction does not change. */
  readonly seal: string;
}

export interface MadeBundle {
  readonly files: BundleFiles;
  readonly manifest: BundleManifest;
  /** Salts and values of what was removed; stays with whoever made the bundle. */
  readonly secrets: readonly RedactionSecret[];
}

/** The files of a bundle with its manifest and signature. What it would not pass its own verification is never handed out. */
export function makeBundle(input: MakeBundleInput): MadeBundle {
  const chain = parseChain(input.files.get('events.ndjson') ?? Buffer.alloc(0), 'events.ndjson');
  const { files: told, lines, secrets } = redactFiles(input.files, input.redact);
  const files = new Map(told);
  files.set(VERIFIER_FILE, Buffer.from(input.verifier));
  const publicKey = input.key === null ? null : createPublicKey(input.key.privateKey);
  if (publicKey !== null) files.set(KEY_FILE, Buffer.from(pemOf(publicKey)));
  const manifest: BundleManifest = {
    schema: BUNDLE_SCHEMA,
    tool: { name: 'redrill', version: input.version },
    run: runOf(chain.events),
    signer: publicKey === null ? null : fingerprintOf(publicKey),
    record: { events: chain.events.length, head: chain.head, sha256: input.seal },
    files: [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, bytes]) => ({ name, bytes: bytes.length, sha256: sha256(bytes) })),
    missing: input.missing,
    redactions: lines,
  };
  const text = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
  files.set(MANIFEST_FILE, text);
  if (input.key !== null) files.set(ENVELOPE_FILE, Buffer.from(`${JSON.stringify(sealEnvelope(MANIFEST_TYPE, text, input.key.privateKey))}\n`));
  const own = verifyBundle(files, { version: input.version });
  if (own.run === null) throw usageError('bundle.unsound', `no bundle was written, because it would not pass its own verification: ${own.sentence}`);
  return { files, manifest, secrets };
}

function runOf(events: readonly RunEvent[]): BundleManifest['run'] {
  const started = lastOf(events, 'run.started')?.data;
  if (started === undefined) throw usageError('bundle.no-start', 'the record holds no start of a run, so there is nothing to make evidence of');
  return { number: started.number, id: started.id, scenario: started.scenario };
}
