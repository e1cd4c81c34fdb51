/** What one guard said. A run goes on only when every guard says ok. */
export interface GuardReading {
  readonly guard: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** Guard settings as they come from a config; unknown, because a guard must hold on input nobody has checked. */
export interface AccountGuards {
  readonly allowAccounts: unknown;
  readonly blockAccounts: unknown;
}

const ACCOUNT_ID = /^[0-9]{12}$/;
/** AWS's own rule for account aliases: lower-case ASCII letters, digits and single hyphens. */
const ALIAS = /^[a-z0-9](?:-?[a-z0-9]){2,62}$/;
const PRODUCTION = new Set(['prod', 'production', 'prd']);

/**
 * May a drill touch this account? Allow-list, block-list and alias, each on its own; anything empty, mistyped or odd refuses.
 * A token `prod` in the alias refuses (`acme-prod`, `prod2`, `non-prod`); `nonprod` is another word and passes.
 */
export function accountGuards(guards: AccountGuards, account: { readonly id: unknown; readonly alias: unknown }): readonly GuardReading[] {
  return [allowList(guards, account.id), blockList(guards, account.id), aliasGuard(account.alias)];
}

/** Variables that send AWS clients elsewhere. They refuse outside sandbox mode; in sandbox mode no client reads them. */
export function endpointVariables(environment: Readonly<Record<string, string | undefined>>): GuardReading {
  const names = Object.keys(environment).filter((name) => /^AWS_ENDPOINT_URL/i.test(name) && environment[name] !== '').sort();
  return names.length === 0
    ? { guard: 'endpoint-variables', ok: true, detail: 'no AWS_ENDPOINT_URL variable is set' }
    : { guard: 'endpoint-variables', ok: false, detail: `${names.join(', ')} would send AWS calls elsewhere: unset it` };
}

function allowList(guards: AccountGuards, id: unknown): GuardReading {
  const guard = 'allow-list';
  const list = idList(guards.allowAccounts);
  if (list === null) return { guard, ok: false, detail: 'allowAccounts must be a list of quoted account ids of 12 digits, and not empty' };
  if (!isAccountId(id)) return { guard, ok: false, detail: `${show(id)} is not an account id of 12 digits` };
  return list.includes(id) ? { guard, ok: true, detail: `account ${id} is on the allow-list` } : { guard, ok: false, detail: `account ${id} is not on the allow-list` };
}

function blockList(guards: AccountGuards, id: unknown): GuardReading {
  const guard = 'block-list';
  const list = idList(guards.blockAccounts);
  if (list === null) return { guard, ok: false, detail: 'blockAccounts must be a list of quoted account ids of 12 digits and name your production accounts; an empty one protects nothing' };
  if (!isAccountId(id)) return { guard, ok: false, detail: `${show(id)} is not an account id of 12 digits` };
  return list.includes(id) ? { guard, ok: false, detail: `account ${id} is on the block-list` } : { guard, ok: true, detail: `account ${id} is not on the block-list` };
}

function aliasGuard(alias: unknown): GuardReading {
  const guard = 'alias';
  if (typeof alias !== 'string' || !ALIAS.test(alias)) return { guard, ok: false, detail: `${show(alias)} is not an account alias (3 to 63 lower-case ASCII letters, digits and hyphens)` };
  const token = alias.split('-').find((part) => isProduction(part));
  return token === undefined ? { guard, ok: true, detail: `alias ${alias} has no production token` } : { guard, ok: false, detail: `alias ${alias} holds the token "${token}": redrill does not drill production accounts` };
}

/** `prod`, also with a number behind it or a zero for its o. */
function isProduction(token: string): boolean {
  const forms = [token, token.replace(/[0-9]+$/, '')];
  return forms.some((form) => PRODUCTION.has(form) || PRODUCTION.has(form.replaceAll('0', 'o')));
}

function isAccountId(id: unknown): id is string {
  return typeof id === 'string' && ACCOUNT_ID.test(id);
}

/** The list when every entry is a proper id and there is at least one; else null. */
function idList(list: unknown): readonly string[] | null {
  return Array.isArray(list) && list.length > 0 && list.every((id) => isAccountId(id)) ? (list as readonly string[]) : null;
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}
