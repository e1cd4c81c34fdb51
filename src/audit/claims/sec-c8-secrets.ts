import { confirmed, named, open, refuted } from '../answer.ts';
import type { Answer, ClaimModule } from '../answer.ts';
import type { Known } from '../known.ts';

/** SEC-C8: secrets are never stored in clear: every parameter whose name or value looks like a secret is a SecureString. */
export const secrets: ClaimModule = { id: 'SEC-C8', needs: ['parameter'], judge };

function judge(known: Known): Answer {
  const parameters = known.of('parameter');
  const plain = parameters.filter(({ type, looksLike }) => type !== 'SecureString' && looksLike !== null);
  if (plain.length > 0) return refuted(named(plain.map(({ name, region, looksLike }) => `parameter ${name} (${region}) is plain text, and ${looksLike ?? ''}`)), plain);
  const secure = parameters.filter(({ type }) => type === 'SecureString');
  if (secure.length === 0) return open('the account has no secret parameter, so how secrets are kept cannot be seen in it', parameters);
  return confirmed(`${secure.length} secret parameters are SecureStrings, and none of the ${parameters.length - secure.length} plain ones looks like a secret (logs, code and other stores are not searched)`, secure);
}
