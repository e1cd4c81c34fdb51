import type { Handled, HandledAnswer } from '../plan-request.ts';
import { inDrillTime } from './snapshot-times.ts';

/** Takes a manual snapshot; an answer that tells the finished one has drill time in it. */
export async function takeSnapshot({ parts, asked, access, body }: Handled): Promise<HandledAnswer> {
  const query = asked.rawQuery === '' ? '' : `?${asked.rawQuery}`;
  const answer = await access.request(asked.method, `${asked.rawPath}${query}`, body === null || body.length === 0 ? undefined : body);
  return { status: answer.status, body: inDrillTime((answer.body ?? {}) as object, parts.context.clockMap) };
}

/** Removes manual repositories; what lies in their buckets stays. */
export async function forgetRepository({ parts, domain, asked, access }: Handled): Promise<HandledAnswer> {
  const answer = await access.request('DELETE', asked.rawPath);
  if (answer.status === 200) parts.state.change(() => { for (const name of (asked.segments[1] ?? '').split(',')) parts.state.repositories.remove(domain.ref, name); });
  return { status: answer.status, body: (answer.body ?? {}) as object };
}
