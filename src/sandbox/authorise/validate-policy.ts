import { AwsError } from '../service.ts';
import { conditionProblem, conditionValueProblem } from './conditions.ts';

const LIMIT_BYTES = 20_480;
const STATEMENT_KEYS: ReadonlySet<string> = new Set(['Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition']);

/** What a policy is for, which says what its statements name. */
export type PolicyUse = 'resource' | 'identity' | 'trust' | 'service control' | 'resource control';

/** Elements that a statement must name; the others of the two it must not. */
const NAMES: Readonly<Record<PolicyUse, { readonly principal: boolean; readonly resource: boolean }>> = {
  'resource': { principal: true, resource: true },
  'identity': { principal: false, resource: true },
  'trust': { principal: true, resource: false },
  'service control': { principal: false, resource: true },
  'resource control': { principal: true, resource: true },
};

/**
 * Checks a resource policy when it is put: shape, principals, and that every condition can be evaluated here, because one that is
 * silently ignored would allow or deny wrongly. With `resourceArn` every resource must be it or lie below it. Throws MalformedPolicy.
 */
export function validatePolicy(json: string, resourceArn?: string): void {
  if (Buffer.byteLength(json) > LIMIT_BYTES) throw malformed(`Policies must be at most ${LIMIT_BYTES} bytes`);
  checkDocument(json, 'resource', resourceArn);
}

/** The same for a policy of another use, as a sentence; null when it can be evaluated. Sizes are the caller's to limit. */
export function policyProblem(json: string, use: PolicyUse): string | null {
  try {
    checkDocument(json, use, undefined);
    return null;
  } catch (error) {
    if (error instanceof AwsError) return error.message;
    throw error;
  }
}

function checkDocument(json: string, use: PolicyUse, resourceArn: string | undefined): void {
  const policy = parse(json);
  if (policy['Version'] !== undefined && policy['Version'] !== '2012-10-17' && policy['Version'] !== '2008-10-17') throw malformed('The policy must contain a valid version string');
  unknownKeys(policy, new Set(['Version', 'Id', 'Statement']));
  const statements = Array.isArray(policy['Statement']) ? (policy['Statement'] as unknown[]) : [policy['Statement']];
  if (policy['Statement'] === undefined || statements.length === 0) throw malformed('Missing required field Statement');
  for (const statement of statements) checkStatement(statement, use, resourceArn);
}

function checkStatement(statement: unknown, use: PolicyUse, resourceArn: string | undefined): void {
  if (!isObject(statement)) throw malformed('A statement must be a JSON object');
  unknownKeys(statement, STATEMENT_KEYS);
  const { Effect: effect } = statement;
  if (effect !== 'Allow' && effect !== 'Deny') throw malformed(effect === undefined ? 'Missing required field Effect' : `Invalid effect: ${String(effect)}`);
  exactlyOne(statement, 'Action', 'NotAction');
  demanded(statement, 'Principal', NAMES[use].principal);
  demanded(statement, 'Resource', NAMES[use].resource);
  if (effect === 'Allow' && statement['NotPrincipal'] !== undefined) throw malformed('Allow with NotPrincipal is not allowed');
  if (NAMES[use].principal) checkPrincipal(statement['Principal'] ?? statement['NotPrincipal']);
  for (const action of texts(statement['Action'] ?? statement['NotAction'], 'Action')) {
    if (action !== '*' && !/^[a-zA-Z0-9-]+:[a-zA-Z0-9*?]+$/.test(action)) throw malformed('Policy has invalid action');
    if (use === 'trust' && !/^sts:/i.test(action)) throw malformed('AssumeRole policy may only specify STS AssumeRole actions.');
  }
  if (NAMES[use].resource) for (const resource of texts(statement['Resource'] ?? statement['NotResource'], 'Resource')) checkResource(resource, resourceArn);
  if (use === 'resource control') checkResourceControl(statement);
  checkConditions(statement['Condition']);
}

function demanded(statement: Readonly<Record<string, unknown>>, name: string, needed: boolean): void {
  if (needed) exactlyOne(statement, name, `Not${name}`);
  else if (statement[name] !== undefined || statement[`Not${name}`] !== undefined) throw malformed(`Policy document should not specify a ${name.toLowerCase()}.`);
}

/** Organizations user guide, "RCP syntax": only RCPFullAWSAccess allows, everyone is meant, and a service is named. */
function checkResourceControl(statement: Readonly<Record<string, unknown>>): void {
  if (statement['Effect'] !== 'Deny') throw malformed('A resource control policy can only deny');
  if (statement['Principal'] !== '*') throw malformed('A resource control policy must name the principal *');
  if (statement['NotAction'] !== undefined || texts(statement['Action'], 'Action').includes('*')) throw malformed('A resource control policy must name the service of its actions');
}

function checkPrincipal(principal: unknown): void {
  if (principal === '*') return;
  if (!isObject(principal) || Object.keys(principal).length === 0) throw malformed('Invalid principal in policy');
  for (const [kind, value] of Object.entries(principal)) {
    if (!['AWS', 'Service', 'Federated', 'CanonicalUser'].includes(kind)) throw malformed('Invalid principal in policy');
    for (const one of texts(value, 'Principal')) {
      if (kind === 'AWS' && one !== '*' && !/^\d{12}$/.test(one) && !/^arn:aws:(iam|sts)::\d{12}:(root|user\/[^*?]+|role\/[^*?]+|assumed-role\/[^*?]+)$/.test(one)) throw malformed('Invalid principal in policy');
    }
  }
}

function checkResource(resource: string, resourceArn: string | undefined): void {
  noVariables(resource);
  if (resourceArn === undefined) return;
  if (resource !== resourceArn && !resource.startsWith(`${resourceArn}/`) && resource !== `${resourceArn}*`) throw malformed('Policy has invalid resource');
}

function checkConditions(condition: unknown): void {
  if (condition === undefined) return;
  if (!isObject(condition)) throw malformed('Invalid Condition');
  for (const [operator, keys] of Object.entries(condition)) {
    if (!isObject(keys)) throw malformed('Invalid Condition');
    for (const key of Object.keys(keys)) {
      const problem = conditionProblem(operator, key);
      if (problem !== null) throw malformed(`Invalid Condition type: ${problem}`);
      for (const value of texts(keys[key], 'Condition')) {
        noVariables(value);
        const never = conditionValueProblem(operator, value);
        if (never !== null) throw malformed(`Invalid Condition value: ${never}`);
      }
    }
  }
}

/** Taken as plain text a variable would match nothing, and a deny with it would deny nothing. */
function noVariables(text: string): void {
  if (text.includes('${')) throw malformed(`policy variables are not supported by the sandbox: ${text}`);
}

function texts(value: unknown, what: string): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.length === 0) throw malformed(`${what} must not be empty`);
  return list.map((one) => {
    if (typeof one === 'string') return one;
    if (what === 'Condition' && (typeof one === 'boolean' || typeof one === 'number')) return String(one);
    throw malformed(`Policy has invalid ${what.toLowerCase()}`);
  });
}

function exactlyOne(statement: Readonly<Record<string, unknown>>, name: string, negated: string): void {
  const both = [statement[name], statement[negated]].filter((value) => value !== undefined).length;
  if (both === 0) throw malformed(`Missing required field ${name}`);
  if (both === 2) throw malformed(`Policy document has both ${name} and ${negated}`);
}

function unknownKeys(value: Readonly<Record<string, unknown>>, known: ReadonlySet<string>): void {
  const unknown = Object.keys(value).find((key) => !known.has(key));
  if (unknown !== undefined) throw malformed(`Unknown field ${unknown}`);
}

function parse(json: string): Readonly<Record<string, unknown>> {
  if (!json.trimStart().startsWith('{')) throw malformed('Policies must be valid JSON and the first byte must be \'{\'');
  try {
    return JSON.parse(json) as Readonly<Record<string, unknown>>;
  } catch {
    // the parser's own words would quote the client's text; AWS says only this
    throw malformed('This policy contains invalid Json');
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function malformed(message: string): AwsError {
  return new AwsError('MalformedPolicy', message);
}
