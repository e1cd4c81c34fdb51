import { MANAGEMENT_ACCOUNT } from '../../accounts.ts';
import { FULL_ACCESS } from '../../authorise/policy-directory.ts';
import { ORGANISATION_ID } from '../../authorise/request-context.ts';

/** Types of policies that the organisation has. */
export const POLICY_TYPES = ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'] as const;

export type PolicyType = (typeof POLICY_TYPES)[number];

export interface OrgPolicy {
  readonly id: string;
  readonly type: PolicyType;
  readonly name: string;
  readonly description: string;
  /** JSON. */
  readonly content: string;
}

export const ROOT_ID = 'r-redr';

const HOME = `arn:aws:organizations::${MANAGEMENT_ACCOUNT}`;

/** ARNs as Organizations writes them. */
export const arns = {
  organization: `${HOME}:organization/${ORGANISATION_ID}`,
  root: `${HOME}:root/${ORGANISATION_ID}/${ROOT_ID}`,
  account: (id: string): string => `${HOME}:account/${ORGANISATION_ID}/${id}`,
  policy: ({ id, type }: Pick<OrgPolicy, 'id' | 'type'>): string => (isAwsManaged(id) ? `arn:aws:organizations::aws:policy/${type.toLowerCase()}/${id}` : `${HOME}:policy/${ORGANISATION_ID}/${type.toLowerCase()}/${id}`),
} as const;

/** What every root and account has at first: everything passes. */
export const FULL_AWS_ACCESS: Readonly<Record<PolicyType, OrgPolicy>> = {
  SERVICE_CONTROL_POLICY: { id: 'p-FullAWSAccess', type: 'SERVICE_CONTROL_POLICY', name: 'FullAWSAccess', description: 'Allows access to every operation', content: JSON.stringify(FULL_ACCESS) },
  RESOURCE_CONTROL_POLICY: {
    id: 'p-RCPFullAWSAccess', type: 'RESOURCE_CONTROL_POLICY', name: 'RCPFullAWSAccess', description: 'Allow access to every operation',
    content: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }] }),
  },
};

export function isAwsManaged(id: string): boolean {
  return POLICY_TYPES.some((type) => FULL_AWS_ACCESS[type].id === id);
}
