import { earlierAnswer } from '../earlier-answer.ts';
import { open } from '../answer.ts';
import type { Answer, ClaimModule } from '../answer.ts';
import type { Known } from '../known.ts';

/** SEC-C5: administrators use MFA, and stolen credentials are not trusted. Only an attempt with stolen credentials shows it. */
export const mfa: ClaimModule = { id: 'SEC-C5', needs: [], judge };

function judge(known: Known): Answer {
  const locked = known.of('vault').filter(({ lock }) => lock !== null);
  const earlier = earlierAnswer(known, 'SEC-C5');
  const held = locked.length === 0 ? 'no vault is locked, so an administrator may delete every backup' : `${locked.map(({ name, lock }) => `vault ${name} is locked in ${lock?.mode ?? ''} mode`).join(', ')}`;
  return open(`sign-ins of people lie outside this account's settings, and that stolen credentials are of no use only a drill shows (${earlier.text}); ${held}`, [...locked, ...earlier.rests]);
}
