import { confirmed, named, open, refuted } from '../answer.ts';
import type { Answer, ClaimModule } from '../answer.ts';
import type { PrincipalFact } from '../facts.ts';
import type { Known } from '../known.ts';
import { holdsEverything } from '../holds-everything.ts';

/** SEC-C4: least privilege everywhere. Refuted where anybody but an administrator may do everything: applications, service roles, the drill's own roles. */
export const leastPrivilege: ClaimModule = { id: 'SEC-C4', needs: ['principal'], judge };

/** Who administers an account may do everything in it; the name is all that tells who that is meant to be. */
const ADMINISTRATOR = /admin/i;

function judge(known: Known): Answer {
  const principals = known.of('principal');
  if (principals.length === 0) return open('no user and no role was read');
  const drill = principals.filter(({ name }) => name.startsWith('drill-'));
  const wide = principals.filter((one) => !ADMINISTRATOR.test(one.name) && one.boundary === null && holdsEverything(one));
  if (wide.length > 0) return refuted(`${named(wide.map(told))} may do everything`, wide);
  if (drill.length === 0) return open('none of the drill\'s own principals was found, so that they hold no more than their plan needs was not looked at', principals);
  const administrators = principals.filter(holdsEverything);
  return confirmed(`of ${principals.length} users and roles only administrators may do everything (${named(administrators.map(told)) || 'none'}); whether each needs what it holds takes its plan: redrill iam`, [...drill, ...administrators]);
}

function told({ is, name, account }: PrincipalFact): string {
  return `${is} ${name} of account ${account}`;
}
