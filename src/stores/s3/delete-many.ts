import { crc32 } from 'node:zlib';
import { RedrillError } from '#kit/redrill-error';
import { realSleep } from '#kit/wall-clock';
import type { ExchangeResponse } from './exchange.ts';
import { deleteObject, markerOnTop } from './objects.ts';
import { batches, runMany } from './run-many.ts';
import type { S3Caller } from './s3-caller.ts';
import { failureOfCode } from './s3-failure.ts';
import type { Failure } from './s3-failure.ts';
import type { Outcome } from './s3-store.ts';
import { childText, escapeXml, fitsXml, parseXml } from './xml.ts';

export interface Deletion {
  readonly key: string;
  readonly versionId?: string;
}

export interface DeleteMany {
  readonly caller: S3Caller;
  readonly bucket: string;
  readonly items: AsyncIterable<Deletion>;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds before the keys that S3 could not delete are sent again. */
  readonly wait: (attempt: number) => number;
}

const BATCH = 1000;
const ROUNDS = 8;

interface KeyFailure { readonly item: Deletion; readonly code: string; readonly message: string }

/** DeleteObjects, 1,000 keys at a time. Keys that XML cannot carry are deleted one by one. */
export async function deleteMany(many: DeleteMany): Promise<Outcome<Deletion>> {
  const failed: KeyFailure[] = [];
  let done = 0;
  const outcome = await runMany({
    items: batches(many.items, BATCH),
    limiter: many.caller.limiter,
    signal: many.signal,
    work: async (batch) => {
      const left = await deleteBatch(many, batch);
      failed.push(...left);
      done += batch.length - left.length;
      return 0;
    },
  });
  for (const { item: batch, code, message } of outcome.failed) failed.push(...batch.map((item) => ({ item, code, message })));
  return { done, bytes: 0, failed };
}

async function deleteBatch(many: DeleteMany, batch: readonly Deletion[]): Promise<KeyFailure[]> {
  const [plain, odd] = split(batch, (item) => fitsXml(item.key));
  const failed = await deleteSingly(many, odd);
  let left = plain;
  for (let round = 1; left.length > 0; round += 1) {
    const again: Deletion[] = [];
    for (const failure of await sendBatch(many, left)) {
      if (failureOfCode(bare(failure.code), failure.message).kind === 'fatal' || round === ROUNDS) failed.push(failure);
      else again.push(failure.item);
    }
    left = again;
    if (left.length > 0) await realSleep(many.wait(round), many.signal);
  }
  return failed;
}

/** One request; the items that failed. A lost answer is settled by looking when a repeat would stack markers. */
async function sendBatch(many: DeleteMany, items: readonly Deletion[]): Promise<KeyFailure[]> {
  const body = Buffer.from(`<Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Quiet>true</Quiet>${items.map(objectXml).join('')}</Delete>`, 'utf8');
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  const unversioned = items.some((item) => item.versionId === undefined);
  let response: ExchangeResponse;
  try {
    response = await many.caller.call({
      operation: 'DeleteObjects',
      method: 'POST',
      bucket: many.bucket,
      query: { delete: '' },
      headers: { 'content-type': 'application/xml', 'x-amz-sdk-checksum-algorithm': 'CRC32', 'x-amz-checksum-crc32': sum.toString('base64') },
      body,
      check: wholeResult,
      ...(unversioned ? { settle: () => Promise.reject(new LostAnswer()) } : {}),
    });
  } catch (error) {
    if (!(error instanceof LostAnswer)) throw error;
    return afterLostAnswer(many, items);
  }
  return readErrors(response.body, items);
}

class LostAnswer extends Error {}

/** Versioned deletions are sent again (deleting a version twice changes nothing); a key under a marker counts as deleted. */
async function afterLostAnswer(many: DeleteMany, items: readonly Deletion[]): Promise<KeyFailure[]> {
  const lost = { code: 's3.InternalError', message: 'the answer was lost' };
  const hidden = await Promise.all(items.map(async (item) => item.versionId === undefined && (await markerOnTop(many.caller, { bucket: many.bucket, key: item.key })) !== null));
  return items.filter((_, i) => hidden[i] !== true).map((item) => ({ item, ...lost }));
}

async function deleteSingly(many: DeleteMany, items: readonly Deletion[]): Promise<KeyFailure[]> {
  const failed: KeyFailure[] = [];
  await Promise.all(items.map(async (item) => {
    try {
      await deleteObject(many.caller, { bucket: many.bucket, ...item });
    } catch (error) {
      if (!(error instanceof RedrillError)) throw error;
      failed.push({ item, code: error.code, message: error.message });
    }
  }));
  return failed;
}

function readErrors(body: Buffer, items: readonly Deletion[]): KeyFailure[] {
  const errors = parseXml(body.toString('utf8')).children.filter((child) => child.name === 'Error');
  if (errors.length === 0) return [];
  const byName = new Map(items.map((item) => [nameOf(item.key, item.versionId ?? ''), item]));
  return errors.flatMap((error) => {
    const code = `s3.${childText(error, 'Code') ?? 'Unknown'}`;
    const message = childText(error, 'Message') ?? '';
    const item = byName.get(nameOf(childText(error, 'Key') ?? '', childText(error, 'VersionId') ?? ''));
    if (item !== undefined) return [{ item, code, message }];
    // An error that names nothing we asked for: none of the batch can be called deleted.
    return items.map((each) => ({ item: each, code, message }));
  });
}

function wholeResult(response: ExchangeResponse): Failure | null {
  try {
    const root = parseXml(response.body.toString('utf8'));
    if (root.name === 'DeleteResult') return null;
    return failureOfCode(childText(root, 'Code') ?? 'UnexpectedAnswer', childText(root, 'Message') ?? `<${root.name}> in place of <DeleteResult>`);
  } catch (error) {
    return { kind: 'transient', code: 'TruncatedResponse', message: (error as Error).message, ambiguous: true, status: 200, headers: {} };
  }
}

function objectXml(item: Deletion): string {
  return `<Object><Key>${escapeXml(item.key)}</Key>${item.versionId === undefined ? '' : `<VersionId>${escapeXml(item.versionId)}</VersionId>`}</Object>`;
}

function nameOf(key: string, versionId: string): string {
  return `${versionId}\n${key}`;
}

function bare(code: string): string {
  return code.replace(/^s3\./, '');
}

function split<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  const yes: T[] = [];
  const no: T[] = [];
  for (const item of items) (test(item) ? yes : no).push(item);
  return [yes, no];
}
