import type { Service } from '../../service.ts';
import { policyOperations } from './operations/policies.ts';
import { structureOperations } from './operations/structure.ts';
import { ORGANIZATIONS_TABLES } from './tables.ts';

/** AWS Organizations: the accounts, and the policies that bind whole accounts. Units, invitations and other types of policies are refused by name. */
export const organizationsService: Service = {
  signingName: 'organizations',
  home: 'us-east-1',
  tables: ORGANIZATIONS_TABLES,
  operations: { ...structureOperations, ...policyOperations },
};
