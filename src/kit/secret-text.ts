/** Shapes of secrets that never belong into a record or a report; each captures the secret itself. A shape never captures half an escape of JSON. */
const SHAPES: readonly RegExp[] = [
  /\b((?:AKIA|ASIA)[A-Z0-9]{16})\b/g,
  // A secret key that stands bare beside the id of its access key.
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}[\s:,;"'|/\\]{1,4}([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/g,
  /\b((?:IQoJb3JpZ2lu|FwoGZXIvYXdz|FQoGZXIvYXdz|AQoDYXdz)[A-Za-z0-9+/=%]{30,})/g,
  // To its end, or as far as it goes where the end was cut off.
  /(-----BEGIN [A-Z ]*PRIVATE KEY-----(?:\\+[nrt]|[A-Za-z0-9+/=\s:,-]){20,})/g,
  /(?:aws_?secret_?access_?key|secretaccesskey|sessiontoken|aws_?session_?token)["'\\]{0,3}\s*[:=]\s*["'\\]{0,3}([A-Za-z0-9/+=]{16,})/gi,
  /(?:password|passwd|pwd|api[_-]?key|client[_-]?secret|access[_-]?token)["'\\]{0,3}\s*[:=]\s*["'\\]{0,3}([^\s"'\\,;&<>(){}[\]]{6,})/gi,
  // The same in quotes, with whatever stands between them.
  /(?:password|passwd|pwd|api[_-]?key|client[_-]?secret|access[_-]?token|secret_?access_?key|session_?token)["']?\s*[:=]\s*"((?:[^"\\\n]|\\.){6,200})"/gi,
  /(?:password|passwd|pwd|api[_-]?key|client[_-]?secret|access[_-]?token|secret_?access_?key|session_?token)["']?\s*[:=]\s*'((?:[^'"\\\n]|\\.){6,200})'/gi,
  /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@"'\\]{0,100}:([^\s/@"'\\]{3,200})@/gi,
  /\bBearer\s+([A-Za-z0-9._~+/=-]{16,})/gi,
  /\bauthorization["'\\]{0,3}\s*[:=]\s*["'\\]{0,3}(?:Basic|Token|Digest)\s+([A-Za-z0-9._~+/=-]{8,})/gi,
  /\b(eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,})/g,
  /\b(gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{30,}|xox[abprs]-[A-Za-z0-9-]{10,}|glpat-[A-Za-z0-9_-]{20,}|AIza[A-Za-z0-9_-]{35})/g,
  /[?&](?:token|access_token|auth|api_?key|sig|signature|secret|client_secret|x-amz-signature|x-amz-security-token)=([^\s&"'\\#<>]{8,})/gi,
  /\bhooks\.slack\.com\/[a-z]+\/([^\s"'\\<>?#]{8,})/gi,
  /:\/\/[^\s"'\\<>]{1,200}\/(?:webhooks?|webhookb2|hooks?)\/((?=[^\s"'\\<>?#]*\d)[^\s"'\\<>?#]{16,})/gi,
];

/** Texts that look like secrets, each once. Hashes, ids and ARNs do not. */
export function secretsIn(text: string): readonly string[] {
  if (!MAYBE.test(text)) return [];
  return [...new Set(SHAPES.flatMap((shape) => [...text.matchAll(shape)].map(([, secret]) => secret ?? '')))].filter((secret) => secret !== '' && !secret.startsWith('[redacted') && !secret.startsWith('[secret') && !REFERENCE.test(secret));
}

/** Where a secret is read from, as documents write it: a path of jq, a variable of a shell, a place to fill in. */
const REFERENCE = /^(?:\.[A-Za-z_][\w.]*|\$\{?[A-Z_][A-Z0-9_]*\}?|\$\(.*\)?|<[^>]*>|\{\{.*\}\}|process\.env\.\w+)$/;

/** The same text with every secret replaced, so that it can be written down. */
export function hideSecrets(text: string): string {
  return without(text, secretsIn(text));
}

/**
 * The same data with every secret in its texts replaced, and with it what stands under the name of one. Names, types and short words stay what
 * they are: a message such as "password: failed" must not turn a field that says "failed" into something else.
 */
export function hideSecretsIn<T>(data: T): T {
  const whole = JSON.stringify(data) ?? '';
  if (!MAYBE.test(whole)) return data;
  const telling = [...secretsIn(whole), ...textsOf(data).flatMap(secretsIn)].filter((secret) => secret.length >= 8 && /[\dA-Z]/.test(secret));
  return hidden(data, '', [...new Set(telling)]) as T;
}

/** What stands where a secret was. */
export const REMOVED = '[secret removed]';
const NAMES = /(?:password|passwd|pwd|api[_-]?key|client[_-]?secret|access[_-]?token|secret[_-]?access[_-]?key|session[_-]?token|private[_-]?key)$/i;

function hidden(value: unknown, name: string, telling: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((one) => hidden(one, name, telling));
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, one]) => [hideSecrets(key), hidden(one, key, telling)]));
  if (NAMES.test(name) && ((typeof value === 'string' && value !== '') || typeof value === 'number')) return REMOVED;
  return typeof value === 'string' ? without(hideSecrets(value), telling) : value;
}

function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

/** The longest first: one may be part of another. */
function without(text: string, secrets: readonly string[]): string {
  return secrets.toSorted((a, b) => b.length - a.length).reduce((left, secret) => left.replaceAll(secret, REMOVED), text);
}

/** Something of every shape and name. Most texts hold none of it and need no closer look, which costs a record much. */
const MAYBE = /AKIA|ASIA|IQoJ|FwoG|FQoG|AQoD|AIza|PRIVATE KEY|private[_-]?key|passw|pwd|api[_-]?key|secret[_-]?access|client[_-]?secret|(?:session|access)[_-]?token|:\/\/[^\s/"']*@|hooks?\/|webhook|hooks\.slack|[?&][\w-]+=|Bearer|authorization|eyJ|gh[pousr]_|github_pat|xox|glpat/i;
