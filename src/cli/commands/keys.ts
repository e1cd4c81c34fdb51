import { createSigningKey, readSigningKey } from '#evidence/bundle/signing-key';
import { usageError } from '#kit/redrill-error';
import type { Terminal } from '../terminal.ts';
import { keyFile } from '../wiring/key-file.ts';

export interface KeysOptions {
  readonly key?: string;
  readonly json?: boolean;
}

/** `redrill keys create|show`: the key that signs checkpoints and bundles. Only its public half is ever printed. */
export function keys(terminal: Terminal, what: 'create' | 'show', options: KeysOptions): number {
  const file = keyFile(terminal, options.key);
  const key = what === 'create' ? createSigningKey(file) : readSigningKey(file);
  if (key === null) throw usageError('keys.none', `there is no signing key in ${file}: make one with "redrill keys create"`);
  if (options.json) terminal.out(JSON.stringify({ file, fingerprint: key.fingerprint, publicKey: key.publicPem }));
  else {
    terminal.out(key.fingerprint);
    if (what === 'create') terminal.err(`redrill: the private key is in ${file}; keep a copy where others cannot read it, and give the fingerprint above to those who will verify, not by the way that bundles go`);
    else terminal.out(key.publicPem.trimEnd());
  }
  return 0;
}
