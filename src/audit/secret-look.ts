const NAMES = /(^|[/_.-])(passwords?|passwd|pwd|secrets?|tokens?|credentials?|private-?key|api-?keys?|access-?keys?|admin)($|[/_.-])/i;

const VALUES: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  { what: 'an access key of AWS', pattern: /\b(AKIA|ASIA)[A-Z2-7]{16}\b/ },
  { what: 'a private key', pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----/ },
  { what: 'an address with a password in it', pattern: /[a-z][a-z0-9+.-]*:\/\/[^\s/:@]+:[^\s/:@]+@/i },
  { what: 'a password', pattern: /["']?(password|passwd|pwd|secret)["']?\s*[:=]\s*["']?[^\s"',}]{4,}/i },
  { what: 'a token', pattern: /\b(eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*|gh[pousr]_\w{20,}|xox[abprs]-[\w-]{10,})/ },
];

/** What makes a plain text look like a secret, in words that do not repeat it; null where nothing does. */
export function secretLook(name: string, value: string): string | null {
  const found = VALUES.find(({ pattern }) => pattern.test(value));
  if (found !== undefined) return `its value looks like ${found.what}`;
  return NAMES.test(name) ? 'its name says that it is a secret' : null;
}
