import { automatedRepository } from '../../model.ts';
import { dataErrors } from '../data-error.ts';
import type { Handled, HandledAnswer } from '../plan-request.ts';

interface RestoreAnswer {
  readonly snapshot?: Readonly<Record<string, unknown>>;
}

/** POST _snapshot/cs-automated-enc/name/_restore: of what the hour's snapshot holds. */
export async function restoreAutomated({ parts, domain, asked, access, body }: Handled): Promise<HandledAnswer> {
  const repository = automatedRepository(domain);
  const name = asked.segments[2] ?? '';
  const row = parts.state.automated.list(domain.ref).find((one) => one.name === name);
  if (!row) throw dataErrors.engine(404, 'snapshot_restore_exception', `[${repository}:${name}] snapshot does not exist`);
  const query = asked.rawQuery === '' ? '' : `?${asked.rawQuery}`;
  const answer = await access.request('POST', `/_snapshot/${repository}/${encodeURIComponent(row.stored)}/_restore${query}`, body === null || body.length === 0 ? undefined : body);
  const told = (answer.body ?? {}) as RestoreAnswer;
  return { status: answer.status, body: told.snapshot === undefined ? told : { ...told, snapshot: { ...told.snapshot, snapshot: name } } };
}
