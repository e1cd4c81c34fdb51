import { didYouMean } from '#kit/nearest';
import { usageError } from '#kit/redrill-error';
import type { DerivedAccess, DerivedRole } from '#scenario/derive-access';
import type { CommonOptions } from '../program/common-options.ts';
import type { Terminal } from '../terminal.ts';
import { guardTarget } from '../wiring/aws-environment.ts';
import { drillAccess } from '../wiring/drill-access.ts';
import { chosenScenarios, openProject } from '../wiring/project.ts';

export interface IamOptions extends CommonOptions {
  readonly principal?: string;
}

/** `redrill iam`: the policies that drills of these scenarios need, from the documents alone; opens no sandbox and no connection. */
export async function iam(terminal: Terminal, ids: readonly string[], options: IamOptions): Promise<number> {
  const project = await openProject(terminal, options);
  guardTarget(project.config, terminal.env, 'look');
  const scenarios = chosenScenarios(project, ids);
  const access = onlyOf(await drillAccess({ config: project.config, scenarios, cwd: terminal.cwd }), options.principal);
  if (options.json) terminal.out(JSON.stringify({ scenarios: scenarios.map(({ id }) => id), ...access }, null, 2));
  else describe(access).forEach((line) => terminal.out(line));
  return 0;
}

function onlyOf(access: DerivedAccess, principal: string | undefined): DerivedAccess {
  if (principal === undefined) return access;
  const names = access.roles.map((role) => role.principal);
  const roles = access.roles.filter((role) => role.principal === principal || role.principal === `${principal}-backup`);
  if (roles.length === 0) throw usageError('iam.no-principal', `--principal ${principal} is no role of a drill${didYouMean(principal, names) || `; expected one of ${names.join(', ')}`}`);
  const arns = roles.map(({ account, role }) => `arn:aws:iam::${account}:role/${role}`);
  return {
    roles,
    users: access.users.filter(({ user }) => user === principal),
    resourcePolicies: access.resourcePolicies.filter(({ statement }) => statement.Principal.AWS.some((arn) => arns.includes(arn))),
    backupRoles: principal === 'drill-restorer' ? access.backupRoles : [],
  };
}

function describe({ roles, users, resourcePolicies, backupRoles }: DerivedAccess): readonly string[] {
  return [
    ...roles.flatMap(roleLines),
    ...users.flatMap(({ user, account, policy }) => ['', `User ${user} in account ${account}: nothing but becoming the role`, json(policy)]),
    ...resourcePolicies.flatMap(({ resource, account, statement }) => ['', `Into the policy of ${resource} in account ${account}`, json(statement)]),
    ...backupRoles.flatMap(({ arn, trust, managed }) => ['', `Role ${arn}, which AWS Backup acts as: trust, and the policies of AWS ${managed.join(', ')}`, json(trust)]),
  ];
}

function roleLines({ role, account, trust, managed, policies }: DerivedRole, i: number): readonly string[] {
  return [
    ...(i > 0 ? [''] : []),
    `Role ${role} in account ${account}: trust`, json(trust),
    ...managed.map((arn) => `and the policy of AWS ${arn}`),
    ...(policies.length === 0 ? ['and no policy: these plans need nothing of it'] : policies.flatMap(({ name, characters, document }) => [`Policy ${name}, ${characters} of 6144 characters`, json(document)])),
  ];
}

function json(value: object): string {
  return JSON.stringify(value, null, 2);
}
