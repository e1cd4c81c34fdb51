import type { Caller, Catalogue } from '../service.ts';
import type { AttachedPolicies } from './decide.ts';
import type { PolicyDocument } from './policy-document.ts';

/** What is attached to a caller, to its account and to the account of a resource. Asked for every call, so it must be quick. */
export interface PolicyDirectory {
  attached(caller: Caller, resourceAccount: string): AttachedPolicies;
}

/** Everything for everyone: what IAM's AdministratorAccess and the organisation's FullAWSAccess say. */
export const FULL_ACCESS: PolicyDocument = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

/** An account without IAM: whoever belongs to it administers it, and its resources alone decide about others. */
const ADMINISTRATORS: AttachedPolicies = { identity: [FULL_ACCESS], boundary: null, serviceControl: [], resourceControl: [] };

/** One directory per open catalogue, found by the catalogue itself: two sandboxes in one process share nothing. */
const DIRECTORIES = new WeakMap<Catalogue, PolicyDirectory>();

/** The directory of a catalogue; where none was opened, everyone is an administrator of their own account. */
export function directoryOf(catalogue: Catalogue): PolicyDirectory {
  return DIRECTORIES.get(catalogue) ?? WITHOUT_IAM;
}

/** From now on these policies bind everyone in this catalogue. */
export function useDirectory(catalogue: Catalogue, directory: PolicyDirectory): void {
  DIRECTORIES.set(catalogue, directory);
}

/** For services over a catalogue that has no IAM. */
export const WITHOUT_IAM: PolicyDirectory = { attached: () => ADMINISTRATORS };
