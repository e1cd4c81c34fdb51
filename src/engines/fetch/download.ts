import { createHash } from 'node:crypto';
import { createWriteStream, renameSync, rmSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { EnvHttpProxyAgent, interceptors, request } from 'undici';
import type { Dispatcher } from 'undici';
import { ioReason } from '#kit/io-reason';
import { RedrillError } from '#kit/redrill-error';
import { monoMicros } from '#kit/time';
import type { OnProgress } from './progress.ts';

export interface DownloadInput {
  readonly url: string;
  /** File to write. */
  readonly to: string;
  readonly sha256: string;
  /** What it is, for progress and errors: `OpenSearch 3.8.0`. */
  readonly what: string;
  readonly onProgress?: OnProgress;
  readonly authorization?: string;
}

const TRIES = 2;
const TELL_EVERY_MICROS = 100_000;

/**
 * Downloads one file through the machine's proxies (HTTPS_PROXY, NO_PROXY) and keeps it only when its SHA-256 is the expected one.
 * Throws RedrillError fetch.failed or fetch.wrong-hash; nothing stays behind.
 */
export async function download(input: DownloadInput): Promise<void> {
  const agent = new EnvHttpProxyAgent({ connect: { timeout: 15_000 }, headersTimeout: 30_000, bodyTimeout: 60_000 });
  const dispatcher = agent.compose(interceptors.redirect({ maxRedirections: 5 }));
  try {
    const { found, part } = await attempt(input, dispatcher, TRIES);
    if (found !== input.sha256) throw new RedrillError('fetch.wrong-hash', `${input.what} from ${input.url} has SHA-256 ${found}, expected ${input.sha256}: it was not used; the mirror holds another file under that name, or something changed it on the way`);
    renameSync(part, input.to);
  } finally {
    for (let left = 1; left <= TRIES; left += 1) rmSync(partOf(input.to, left), { force: true });
    await agent.close();
  }
}

/** Each try has a file of its own: a connection that broke off may open its file late. */
function partOf(to: string, left: number): string {
  return `${to}.part-${left}`;
}

async function attempt(input: DownloadInput, dispatcher: Dispatcher, left: number): Promise<{ readonly found: string; readonly part: string }> {
  const part = partOf(input.to, left);
  try {
    return { found: await stream({ ...input, to: part }, dispatcher), part };
  } catch (error) {
    if (error instanceof RedrillError) throw error;
    if (left > 1 && ioReason(error) === null) return attempt(input, dispatcher, left - 1);
    throw new RedrillError('fetch.failed', `${input.what} could not be downloaded from ${input.url}: ${ioReason(error) ?? reason(error)}`, { cause: error });
  }
}

/** Writes the answer to the file; its SHA-256. */
async function stream({ url, to, what, onProgress, authorization }: DownloadInput, dispatcher: Dispatcher): Promise<string> {
  const { statusCode, headers, body } = await request(url, { dispatcher, headers: { 'user-agent': 'redrill', ...(authorization === undefined ? {} : { authorization }) } });
  if (statusCode !== 200) {
    await body.dump();
    throw new RedrillError('fetch.failed', `${what} could not be downloaded: ${url} answered ${statusCode}, expected 200`);
  }
  const totalBytes = Number(headers['content-length'] ?? Number.NaN);
  const digest = createHash('sha256');
  let doneBytes = 0;
  let toldAt = 0;
  await pipeline(body, async function* counted(chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      digest.update(chunk);
      doneBytes += chunk.length;
      if (monoMicros() - toldAt > TELL_EVERY_MICROS || doneBytes === totalBytes) {
        toldAt = monoMicros();
        onProgress?.({ what, doneBytes, totalBytes: Number.isNaN(totalBytes) ? null : totalBytes });
      }
      yield chunk;
    }
  }, createWriteStream(to));
  return digest.digest('hex');
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const inner = error instanceof AggregateError ? error.errors.find((one) => one instanceof Error) as Error | undefined : error.cause instanceof Error ? error.cause : undefined;
  return error.message !== '' ? error.message : inner?.message ?? error.name;
}
