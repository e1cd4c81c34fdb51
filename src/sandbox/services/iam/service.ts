import type { Service } from '../../service.ts';
import { accessKeyOperations } from './operations/access-keys.ts';
import { attachmentOperations } from './operations/attachments.ts';
import { boundaryOperations } from './operations/boundaries.ts';
import { inlinePolicyOperations } from './operations/inline-policies.ts';
import { managedPolicyOperations } from './operations/managed-policies.ts';
import { principalOperations } from './operations/principals.ts';
import { simulateOperations } from './operations/simulate.ts';
import { IAM_TABLES } from './tables.ts';

/** IAM: users, roles, their policies and keys. What it does not have (groups, tags, federation, instance profiles) is refused by name. */
export const iamService: Service = {
  signingName: 'iam',
  home: 'us-east-1',
  tables: IAM_TABLES,
  operations: { ...principalOperations, ...inlinePolicyOperations, ...attachmentOperations, ...managedPolicyOperations, ...boundaryOperations, ...accessKeyOperations, ...simulateOperations },
};
