import { MANAGEMENT_ACCOUNT } from '../../../accounts.ts';
import { ORGANISATION_ID } from '../../../authorise/request-context.ts';
import { dateOfText } from '#kit/dates';
import type { Operation, SandboxAccount } from '../../../service.ts';
import { errors } from '../errors.ts';
import { arns, POLICY_TYPES, ROOT_ID } from '../model.ts';
import { need, operation, paged } from '../operation.ts';

const PAGES = ['NextToken', 'MaxResults'];
const JOINED = dateOfText('2025-01-01T00:00:00Z');
const TYPES = POLICY_TYPES.map((Type) => ({ Type, Status: 'ENABLED' }));

/** The organisation: one root with all accounts below it. */
export const structureOperations: Readonly<Record<string, Operation>> = {
  DescribeOrganization: operation('DescribeOrganization', { served: [], anyone: true }, () => ({
    Organization: {
      Id: ORGANISATION_ID, Arn: arns.organization, FeatureSet: 'ALL', MasterAccountId: MANAGEMENT_ACCOUNT, MasterAccountArn: arns.account(MANAGEMENT_ACCOUNT), MasterAccountEmail: emailOf('management'),
      AvailablePolicyTypes: TYPES,
    },
  })),
  ListRoots: operation('ListRoots', { served: PAGES }, () => ({ Roots: [{ Id: ROOT_ID, Arn: arns.root, Name: 'Root', PolicyTypes: TYPES }] })),
  ListAccounts: operation('ListAccounts', { served: PAGES }, ({ call }, input) => {
    const { page, rest } = paged(input, call.accounts);
    return { Accounts: page.map(accountView), ...rest };
  }),
  ListAccountsForParent: operation('ListAccountsForParent', { served: ['ParentId', ...PAGES] }, ({ call }, input) => {
    if (need(input, 'ParentId') !== ROOT_ID) throw errors.noTarget(need(input, 'ParentId'));
    const { page, rest } = paged(input, call.accounts);
    return { Accounts: page.map(accountView), ...rest };
  }),
  DescribeAccount: operation('DescribeAccount', { served: ['AccountId'] }, ({ call }, input) => {
    const id = need(input, 'AccountId');
    const found = call.accounts.find((one) => one.id === id);
    if (!found) throw errors.noAccount(id);
    return { Account: accountView(found) };
  }),
  ListParents: operation('ListParents', { served: ['ChildId', ...PAGES] }, ({ call }, input) => {
    const id = need(input, 'ChildId');
    if (!call.accounts.some((one) => one.id === id)) throw errors.noChild(id);
    return { Parents: [{ Id: ROOT_ID, Type: 'ROOT' }] };
  }),
};

function accountView({ id, alias }: SandboxAccount): object {
  return { Id: id, Arn: arns.account(id), Email: emailOf(alias), Name: alias, Status: 'ACTIVE', State: 'ACTIVE', JoinedMethod: 'CREATED', JoinedTimestamp: JOINED };
}

function emailOf(alias: string): string {
  return `${alias}@redrill.invalid`;
}
