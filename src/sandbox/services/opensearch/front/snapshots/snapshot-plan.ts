import { wildcardMatch } from '../../../../authorise/wildcard.ts';
import { automatedRepository, type Domain } from '../../model.ts';
import { dataErrors } from '../data-error.ts';
import type { DataRequest } from '../data-request.ts';
import type { Plan } from '../plan-request.ts';
import { listCat, listRepositories, listSnapshots, snapshotStatus } from './list-snapshots.ts';
import { registerRepository } from './register-repository.ts';
import { restoreAutomated } from './restore-automated.ts';
import { forgetRepository, takeSnapshot } from './write-snapshots.ts';

/** What becomes of a request about snapshots; repositories of the service are read-only for everyone. */
export function snapshotPlan(asked: DataRequest, domain: Domain): Plan {
  const { method, segments } = asked;
  const reads = method === 'GET' || method === 'HEAD';
  if (segments[0] === '_cat') return { kind: 'handle', unsaved: 0, handle: listCat };
  const [, repository, snapshot, action] = segments;
  if (reads) return { kind: 'handle', unsaved: 0, handle: snapshot === '_status' || action === '_status' || repository === '_status' ? snapshotStatus : snapshot === undefined ? listRepositories : listSnapshots };
  const automated = automatedRepository(domain);
  if (repository === automated && action === '_restore') return { kind: 'handle', unsaved: 2, handle: restoreAutomated };
  if (repository === undefined || touchesService(repository, automated)) throw dataErrors.notAllowed(asked.rawPath);
  if (snapshot === undefined) return { kind: 'handle', unsaved: 0, handle: method === 'DELETE' ? forgetRepository : registerRepository };
  if (action === '_restore') return { kind: 'pass', unsaved: 2 };
  if (action === undefined && !snapshot.startsWith('_') && method !== 'DELETE') return { kind: 'handle', unsaved: 0, handle: takeSnapshot };
  return { kind: 'pass', unsaved: 0 };
}

/** Whether names or patterns of repositories mean one whose name only the service may use. */
function touchesService(names: string, automated: string): boolean {
  return names.split(',').some((name) => name.startsWith('cs-') || name === '_all' || wildcardMatch(name, automated));
}
