import { markup, NAMESPACE, plain, some } from './oscal-value.ts';
import type { OscalObject } from './oscal-value.ts';
import type { Sheet } from './sheet.ts';

const ROLES = ['operator', 'approver', 'reviewer'] as const;
type Role = (typeof ROLES)[number];

/** Who was named for the drill, as roles, parties and sign-off; nobody is made up. */
export interface OscalPeople {
  /** For `metadata`. */
  readonly metadata: OscalObject;
  /** For `result`. */
  readonly attestations: readonly OscalObject[];
}

/** A person in two roles is one party. */
export function peopleOf(sheet: Sheet): OscalPeople {
  const { people } = sheet.input.started;
  const named = ROLES.flatMap((role) => (people[role]?.trim() ? [{ role, name: plain(people[role] ?? ''), uuid: sheet.id('party', plain(people[role] ?? '')) }] : []));
  const responsible = named.map(({ role, uuid }) => ({ 'role-id': role, 'party-uuids': [uuid] }));
  const parties = [...new Map(named.map(({ name, uuid }) => [uuid, { uuid, type: 'person', name }])).values()];
  return {
    metadata: { ...some('roles', named.map(({ role }) => ({ id: role, title: TITLES[role] }))), ...some('parties', parties), ...some('responsible-parties', responsible) },
    attestations: named.length === 0 ? [] : [{ 'responsible-parties': responsible, parts: [{ name: 'sign-off', ns: NAMESPACE, title: 'Sign-off', prose: signOff(sheet) }] }],
  };
}

const TITLES: { readonly [R in Role]: string } = { operator: 'Operates the drill', approver: 'Approves the drill', reviewer: 'Reviews the report' };

function signOff({ input: { started, context } }: Sheet): string {
  const who = ROLES.map((role) => `${role}: ${started.people[role]?.trim() || 'nobody'}`).join('; ');
  const key = started.signer === undefined ? 'The record is unsigned' : `Checkpoints of the record are signed by ${started.signer}`;
  const standing = context?.final === undefined ? 'The report is a draft' : `The report was made final at ${context.final.at}`;
  return markup(`Named when the run began: ${who}. ${standing}. ${key}. Being named here is no signature.`);
}
