/** Shapes of secrets that never belong into a record or a report; each captures the secret itself. */
const SHAPES: readonly RegExp[] = [
  /\b((?:AKIA|ASIA)[A-Z0-9]{16})\b/g,
  /(-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]{20,4000}?-----END [A-Z ]*PRIVATE KEY-----)/g,
  /(?:aws_?secret_?access_?key|secretaccesskey|sessiontoken|aws_?session_?token)["'\\]{0,3}\s*[:=]\s*["'\\]{0,3}([A-Za-z0-9/+=]{16,})/gi,
  /(?:password|passwd|pwd|api[_-]?key|client[_-]?secret|access[_-]?token)["'\\]{0,3}\s*[:=]\s*["'\\]{0,3}([^\s"'\\,;&<>(){}[\]]{6,})/gi,
  /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@"'\\]{1,100}:([^\s/@"'\\]{3,200})@/gi,
  /\bBearer\s+([A-Za-z0-9._~+/=-]{16,})/g,
  /\b(eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,})/g,
  /\b(gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{30,}|xox[abprs]-[A-Za-z0-9-]{10,}|glpat-[A-Za-z0-9_-]{20,})/g,
];

/** Texts that look like secrets, each once. Hashes, ids and ARNs do not. */
export function secretsIn(text: string): readonly string[] {
  if (!MAYBE.test(text)) return [];
  return [...new Set(SHAPES.flatMap((shape) => [...text.matchAll(shape)].map(([, secret]) => secret ?? '')))].filter((secret) => secret !== '' && !secret.startsWith('[redacted'));
}

/** The same text with every secret replaced, so that it can be written down. */
export function hideSecrets(text: string): string {
  return secretsIn(text).reduce((hidden, secret) => hidden.replaceAll(secret, '[secret removed]'), text);
}

/** Most texts hold none of these words and need no closer look. */
const MAYBE = /AKIA|ASIA|PRIVATE KEY|secret|token|passw|pwd|api[_-]?key|:\/\/|Bearer|eyJ|gh[pousr]_|github_pat|xox|glpat/i;
