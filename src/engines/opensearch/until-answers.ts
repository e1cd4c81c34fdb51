import { request } from 'undici';
import { monoMicros } from '#kit/time';
import { realSleep } from '#kit/wall-clock';

export interface AnswerInput {
  readonly url: string;
  readonly clusterName: string;
  readonly deadlineMs: number;
  /** Resolves with why when the server ends before it answers. */
  readonly ended: Promise<string>;
}

const ASK_EVERY_MS = 100;
const SETTLE_S = 20;

/** Waits until a node answers for its cluster and the primaries of its indices are there; null then, else why not. A damaged index does not keep it from starting. */
export async function untilAnswers({ url, clusterName, deadlineMs, ended }: AnswerInput): Promise<string | null> {
  const until = monoMicros() + deadlineMs * 1000;
  let over: string | null = null;
  void ended.then((why) => { over = why; });
  while (!(await answers(url, clusterName))) {
    if (over !== null) return over;
    if (monoMicros() > until) return `it did not answer after ${deadlineMs / 1000} s`;
    await Promise.race([realSleep(ASK_EVERY_MS), ended]);
  }
  await get(`${url}/_cluster/health?wait_for_status=yellow&timeout=${SETTLE_S}s`, (SETTLE_S + 5) * 1000);
  return over;
}

async function answers(url: string, clusterName: string): Promise<boolean> {
  const root = await get(url, 2000);
  return root !== null && root['cluster_name'] === clusterName && root['cluster_uuid'] !== '_na_';
}

/** What a server says at a URL; null while it says nothing. */
async function get(url: string, timeoutMs: number): Promise<Readonly<Record<string, unknown>> | null> {
  try {
    const { statusCode, body } = await request(url, { headersTimeout: timeoutMs, bodyTimeout: timeoutMs });
    const answer: unknown = await body.json();
    return statusCode === 200 && typeof answer === 'object' ? answer as Readonly<Record<string, unknown>> : null;
  } catch {
    // nobody listens yet, or not in time: asked again until the deadline, which has its own sentence
    return null;
  }
}
