import type { Known } from '../known.ts';
import { finding } from './finding.ts';
import type { AuditFinding } from './finding.ts';

/** Search domains with an endpoint outside any VPC: no database, and yet all analysis-ready data. */
export function reachable(known: Known): readonly AuditFinding[] {
  return known.of('resource').filter(({ service, vpcId }) => service === 'opensearch' && vpcId === null).map((domain) => finding({
    cause: `domain.public.${domain.arn}`,
    severity: 'medium',
    title: `Search domain ${domain.name} has an endpoint outside the VPC`,
    detail: 'Only its access policy stands between the internet and the data. SEC-C3 speaks of databases; a search index holds the same data.',
    claim: 'SEC-C3',
    rests: [domain],
  }));
}
