import type { SandboxContext } from '../../service.ts';
import { EngineUnavailable, type EngineAccess } from './engine/search-engines.ts';
import { enginesOf } from './engines-of.ts';
import type { Domain } from './model.ts';

/** The engine of a domain, started when it does not run; none while the domain's KMS key cannot be used. Throws EngineUnavailable. */
export async function reachEngine(context: SandboxContext, domain: Domain): Promise<EngineAccess> {
  const { KmsKeyId } = domain.settings.EncryptionAtRestOptions;
  const problem = KmsKeyId === undefined ? null : context.keys.problem(KmsKeyId, 'decrypt', null);
  if (problem) throw new EngineUnavailable(`its KMS key cannot be used: ${problem.message}`);
  return enginesOf(context).ensure(domain);
}
