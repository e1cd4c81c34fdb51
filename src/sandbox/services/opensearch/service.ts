import type { Service } from '../../service.ts';
import { opensearchControl } from './control.ts';
import { jobTimer } from './jobs/run-jobs.ts';
import { createDomain } from './operations/create-domain.ts';
import { deleteDomain } from './operations/delete-domain.ts';
import { describeDomains } from './operations/describe-domains.ts';
import { domainHealth } from './operations/domain-health.ts';
import { tags } from './operations/tags.ts';
import { updateDomainConfig } from './operations/update-domain-config.ts';
import { versions } from './operations/versions.ts';
import { runService } from './run-service.ts';
import { OPENSEARCH_TABLES } from './tables.ts';

/** OpenSearch Service of the local account: a control plane over real engines, one for each domain. */
export const opensearchService: Service = {
  signingName: 'es',
  tables: OPENSEARCH_TABLES,
  operations: {
    CreateDomain: createDomain,
    UpdateDomainConfig: updateDomainConfig,
    DeleteDomain: deleteDomain,
    ...describeDomains,
    ...domainHealth,
    ...tags,
    ...versions,
  },
  timers: (context) => [jobTimer(context)],
  start: runService,
  control: opensearchControl,
};
