import type { IAMClient } from '@aws-sdk/client-iam';
import { iamClient } from '#targets/clients';
import type { Fact, PolicyDocument, PrincipalFact } from '../facts.ts';
import { attempt, pages, places } from './look.ts';
import type { Look, LookPlace } from './look.ts';

type Iam = typeof import('@aws-sdk/client-iam');

/** Every user and role with the documents of its policies. */
export async function readPrincipals(look: Look): Promise<readonly Fact[]> {
  const facts: Fact[] = [];
  for (const role of ['platform', 'backup'] as const) {
    // IAM has no regions.
    const [place] = places(look, { roles: [role] });
    if (place !== undefined) facts.push(...(await attempt({ about: 'principal', what: 'users and roles', place }, () => principalsOf(place))));
  }
  return facts;
}

async function principalsOf(place: LookPlace): Promise<readonly Fact[]> {
  const client = iamClient(place.access);
  try {
    const sdk = await import('@aws-sdk/client-iam');
    const reader: Reader = { client, sdk, documents: new Map() };
    const found: PrincipalFact[] = [];
    for await (const page of pages((token) => client.send(new sdk.ListUsersCommand(token === undefined ? {} : { Marker: token })), ({ Marker }) => Marker)) {
      for (const { UserName: name = '', Arn: arn = '', PermissionsBoundary } of page.Users ?? []) found.push({ ...base(place, 'user', name), arn, policies: await userPolicies(reader, name), boundary: PermissionsBoundary?.PermissionsBoundaryArn ?? null });
    }
    for await (const page of pages((token) => client.send(new sdk.ListRolesCommand(token === undefined ? {} : { Marker: token })), ({ Marker }) => Marker)) {
      for (const { RoleName: name = '', Arn: arn = '', PermissionsBoundary } of page.Roles ?? []) found.push({ ...base(place, 'role', name), arn, policies: await rolePolicies(reader, name), boundary: PermissionsBoundary?.PermissionsBoundaryArn ?? null });
    }
    return [...found, { kind: 'configuration', id: `configuration/principals/${place.account}`, account: place.account, region: 'global', what: 'users and roles', names: found.map(({ name }) => name) }];
  } finally {
    client.destroy();
  }
}

function base({ account }: LookPlace, is: 'user' | 'role', name: string): Pick<PrincipalFact, 'kind' | 'id' | 'account' | 'region' | 'name' | 'is'> {
  return { kind: 'principal', id: `principal/${account}/${is}/${name}`, account, region: 'global', name, is };
}

interface Reader {
  readonly client: IAMClient;
  readonly sdk: Iam;
  /** Managed policies serve many principals, and are read once. */
  readonly documents: Map<string, PolicyDocument>;
}

async function userPolicies({ client, sdk, documents }: Reader, UserName: string): Promise<PrincipalFact['policies']> {
  const { AttachedPolicies = [] } = await client.send(new sdk.ListAttachedUserPoliciesCommand({ UserName }));
  const { PolicyNames = [] } = await client.send(new sdk.ListUserPoliciesCommand({ UserName }));
  const inline = await Promise.all(PolicyNames.map(async (name) => ({ name, document: parse((await client.send(new sdk.GetUserPolicyCommand({ UserName, PolicyName: name }))).PolicyDocument) })));
  return [...(await managed({ client, sdk, documents }, AttachedPolicies)), ...inline];
}

async function rolePolicies({ client, sdk, documents }: Reader, RoleName: string): Promise<PrincipalFact['policies']> {
  const { AttachedPolicies = [] } = await client.send(new sdk.ListAttachedRolePoliciesCommand({ RoleName }));
  const { PolicyNames = [] } = await client.send(new sdk.ListRolePoliciesCommand({ RoleName }));
  const inline = await Promise.all(PolicyNames.map(async (name) => ({ name, document: parse((await client.send(new sdk.GetRolePolicyCommand({ RoleName, PolicyName: name }))).PolicyDocument) })));
  return [...(await managed({ client, sdk, documents }, AttachedPolicies)), ...inline];
}

async function managed({ client, sdk, documents }: Reader, attached: readonly { readonly PolicyName?: string | undefined; readonly PolicyArn?: string | undefined }[]): Promise<PrincipalFact['policies']> {
  const found: PrincipalFact['policies'][number][] = [];
  for (const { PolicyName: name = '', PolicyArn = '' } of attached) {
    const known = documents.get(PolicyArn);
    if (known !== undefined) {
      found.push({ name, document: known });
      continue;
    }
    const { Policy } = await client.send(new sdk.GetPolicyCommand({ PolicyArn }));
    const { PolicyVersion } = await client.send(new sdk.GetPolicyVersionCommand({ PolicyArn, VersionId: Policy?.DefaultVersionId }));
    const document = parse(PolicyVersion?.Document);
    documents.set(PolicyArn, document);
    found.push({ name, document });
  }
  return found;
}

/** IAM gives documents URL-encoded, and a single statement without a list. */
function parse(text: string | undefined): PolicyDocument {
  const { Statement } = JSON.parse(decodeURIComponent(text ?? '{}')) as { readonly Statement?: unknown };
  return { Statement: (Array.isArray(Statement) ? Statement : Statement === undefined ? [] : [Statement]) as PolicyDocument['Statement'] };
}
