/** A statement as IAM reads it. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

/** What IAM takes in a managed policy, white space not counted. */
export const LARGEST_POLICY_CHARACTERS = 6144;

/** The smallest number of documents, in order, each small enough for a managed policy. `first` comes before everything else. */
export function policyDocuments(grants: readonly { readonly action: string; readonly resource: string }[], first: readonly Statement[] = []): readonly PolicyDocument[] {
  const documents: Statement[][] = [];
  for (const statement of [...first, ...statementsOf(grants)].flatMap(inPieces)) {
    const open = documents.at(-1);
    if (open !== undefined && policySize(documentOf([...open, statement])) <= LARGEST_POLICY_CHARACTERS) open.push(statement);
    else documents.push([statement]);
  }
  return documents.map(documentOf);
}

/** Characters as IAM counts them. */
export function policySize(document: PolicyDocument): number {
  return JSON.stringify(document).length;
}

/** Actions that share their resources share a statement. */
function statementsOf(grants: readonly { readonly action: string; readonly resource: string }[]): readonly Statement[] {
  const resources = new Map<string, Set<string>>();
  for (const { action, resource } of grants) resources.set(action, (resources.get(action) ?? new Set()).add(resource));
  const actions = new Map<string, string[]>();
  for (const [action, own] of [...resources].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const key = JSON.stringify(widest([...own]));
    actions.set(key, [...(actions.get(key) ?? []), action]);
  }
  return [...actions].map(([key, own]) => ({ Effect: 'Allow', Action: own, Resource: JSON.parse(key) as readonly string[] }));
}

/** Without what another of them covers. */
function widest(resources: readonly string[]): readonly string[] {
  const covers = (wide: string, one: string): boolean => wide !== one && wide.endsWith('*') && one.startsWith(wide.slice(0, -1));
  return resources.filter((one) => !resources.some((wide) => covers(wide, one))).sort();
}

/** A statement that is too long for a document of its own is cut at its resources. */
function inPieces(statement: Statement): readonly Statement[] {
  if (policySize(documentOf([statement])) <= LARGEST_POLICY_CHARACTERS || statement.Resource.length < 2) return [statement];
  const half = Math.ceil(statement.Resource.length / 2);
  return [statement.Resource.slice(0, half), statement.Resource.slice(half)].flatMap((Resource) => inPieces({ ...statement, Resource }));
}

function documentOf(statements: readonly Statement[]): PolicyDocument {
  return { Version: '2012-10-17', Statement: statements };
}
