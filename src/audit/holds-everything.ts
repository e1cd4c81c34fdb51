import type { PolicyDocument, PrincipalFact } from './facts.ts';
import { list } from './open-to.ts';

/** Whether the policies of a principal allow every action, or every action but some, on every resource. Conditions and denies narrow it, and are left to people. */
export function holdsEverything({ policies }: Pick<PrincipalFact, 'policies'>): boolean {
  return policies.some(({ document }) => allowsEverything(document));
}

function allowsEverything({ Statement }: PolicyDocument): boolean {
  return Statement.some((statement) => statement['Effect'] === 'Allow' && statement['Condition'] === undefined && list(statement['Resource']).includes('*') && (list(statement['Action']).some((action) => action === '*' || action === '*:*') || statement['NotAction'] !== undefined));
}
