import { list } from './open-to.ts';

/** Whether a resource policy refuses everybody who comes without TLS: a Deny on `aws:SecureTransport` false, with no other condition and no narrower principal or action. */
export function demandsTls(statements: readonly Readonly<Record<string, unknown>>[]): boolean {
  return statements.some((statement) => statement['Effect'] === 'Deny' && ofEverybody(statement['Principal']) && everything(statement['Action']) && onlyWithoutTls(statement['Condition']));
}

function ofEverybody(principal: unknown): boolean {
  return principal === '*' || (typeof principal === 'object' && principal !== null && list((principal as Record<string, unknown>)['AWS']).includes('*'));
}

function everything(action: unknown): boolean {
  return list(action).some((one) => one === '*' || /^[a-z0-9-]+:\*$/.test(one));
}

function onlyWithoutTls(condition: unknown): boolean {
  if (typeof condition !== 'object' || condition === null) return false;
  const operators = Object.entries(condition as Record<string, unknown>);
  const [first] = operators;
  if (operators.length !== 1 || first === undefined || !/^Bool(IfExists)?$/.test(first[0]) || typeof first[1] !== 'object' || first[1] === null) return false;
  const keys = Object.entries(first[1]);
  return keys.length === 1 && keys[0]?.[0].toLowerCase() === 'aws:securetransport' && list(keys[0][1]).every((value) => value === 'false');
}
