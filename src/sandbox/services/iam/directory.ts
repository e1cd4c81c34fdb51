import type { AttachedPolicies } from '../../authorise/decide.ts';
import { FULL_ACCESS, useDirectory, type PolicyDirectory } from '../../authorise/policy-directory.ts';
import type { Catalogue } from '../../service.ts';
import { organizationState } from '../organizations/state.ts';
import { iamState } from './state.ts';

/** Roles that belong to an AWS service: what they may do is the service's business, and no policy of the organisation reaches them. */
const SERVICE_LINKED = ':role/aws-service-role/';
const SERVICE: AttachedPolicies = { identity: [FULL_ACCESS], boundary: null, serviceControl: [], resourceControl: [] };
const NOBODY: Pick<AttachedPolicies, 'identity' | 'boundary'> = { identity: [], boundary: null };

/** Binds everyone in a catalogue by its IAM and its organisation. Each is a lookup in memory until something changes. */
export function openDirectory(catalogue: Catalogue): PolicyDirectory {
  const iam = iamState(catalogue);
  const organization = organizationState(catalogue);
  const directory: PolicyDirectory = {
    attached(caller, resourceAccount) {
      if (caller.roleArn?.includes(SERVICE_LINKED) === true) return SERVICE;
      const { identity, boundary } = caller.anonymous ? NOBODY : iam.policiesOf(caller.roleArn ?? caller.arn);
      return {
        identity, boundary,
        serviceControl: organization.levelsOf('SERVICE_CONTROL_POLICY', caller.account),
        resourceControl: organization.levelsOf('RESOURCE_CONTROL_POLICY', resourceAccount),
      };
    },
  };
  useDirectory(catalogue, directory);
  return directory;
}
