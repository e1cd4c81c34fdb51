import { PolicyCache } from '../../authorise/authorise.ts';
import { SigningKeys } from '../../front-door/sigv4/signing-keys.ts';
import { Identities } from '../../identities.ts';
import type { Catalogue, SandboxContext } from '../../service.ts';
import { iamState } from '../iam/state.ts';
import { SessionStore } from '../sts/sessions.ts';
import { DataPlane } from './front/data-plane.ts';
import { stateOf } from './state.ts';
import { unsavedOf } from './unsaved.ts';

/** What the control plane asks of the data plane. */
type DataPlanePort = Pick<DataPlane, 'address' | 'open' | 'openAll' | 'remove' | 'setFault' | 'close'>;

const PLANES = new WeakMap<Catalogue, DataPlanePort>();

/** The data plane of a sandbox, made when it is first needed; its ports open with the service. */
export function dataPlaneOf(context: SandboxContext): DataPlanePort {
  const known = PLANES.get(context.catalogue);
  if (known) return known;
  const plane = new DataPlane(context, {
    context,
    state: stateOf(context.catalogue),
    unsaved: unsavedOf(context.catalogue),
    checks: { identities: new Identities(iamState(context.catalogue), new SessionStore(context.catalogue, context.time)), keys: new SigningKeys(), policies: new PolicyCache() },
  });
  PLANES.set(context.catalogue, plane);
  return plane;
}

/** Puts another data plane behind a catalogue: tests of the control plane open no port. */
export function useDataPlane(catalogue: Catalogue, plane: DataPlanePort): void {
  PLANES.set(catalogue, plane);
}
