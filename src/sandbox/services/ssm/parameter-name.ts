import type { Call } from '../../service.ts';
import { validation } from './errors.ts';

/** A parameter as a caller named it: by name, by ARN, with `:version` or without. */
export interface ParameterRef {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly selector: string | null;
}

/** Reads `name`, `name:3` or `arn:aws:ssm:<region>:<account>:parameter/<name>[:3]`. A name with `/` begins with one, in the ARN only once. */
export function parameterRef(text: string, call: Call, known: (ref: ParameterRef) => boolean): ParameterRef {
  const arn = /^arn:aws:ssm:([a-z0-9-]+):(\d{12}):parameter\/(.+)$/.exec(text);
  const [path, selector = null] = (arn?.[3] ?? text).split(':', 2);
  const base = { account: arn?.[2] ?? call.caller.account, region: arn?.[1] ?? call.region, selector };
  const name = path ?? '';
  if (!arn) {
    checkName(name);
    return { ...base, name };
  }
  const slashed = { ...base, name: `/${name}` };
  return name.includes('/') || known(slashed) ? slashed : { ...base, name };
}

/** The rules of the Systems Manager guide, "Creating Parameter Store parameters". */
export function checkName(name: string): void {
  if (!/^[a-zA-Z0-9_.\-/]+$/.test(name)) throw validation('Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive) and must only contain letters, digits and the symbols .-_ and /');
  if (name.length > 1011) throw validation('Parameter name must not be longer than 1011 characters');
  if (/^\/?(aws|ssm)/i.test(name)) throw validation('Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive).');
  if (name.includes('/') && !name.startsWith('/')) throw validation('Parameter name must be a fully qualified name: a name with / begins with /');
  if (name.split('/').length > 16) throw validation('Parameter hierarchy must not be deeper than 15 levels');
}

/** ARN of a parameter; the leading slash of a name is not doubled. */
export function parameterArn({ account, region, name }: { readonly account: string; readonly region: string; readonly name: string }): string {
  return `arn:aws:ssm:${region}:${account}:parameter${name.startsWith('/') ? '' : '/'}${name}`;
}
