import type { BeaconModule, BeaconReading, Binding, DrillContext } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { pointerOf } from '#stores/opensearch/domain';
import { indexLines, land } from '#stores/opensearch/ingest';
import { readLanding } from '#stores/opensearch/landing';
import type { LandingPlace } from '#stores/opensearch/landing';
import { markDocument } from '#stores/opensearch/mark-document';
import { openSearch } from '#stores/opensearch/open-search';
import type { SearchClient } from '#stores/opensearch/search-client';
import { searchCode } from '#stores/opensearch/search-error';
import { markKey } from '#stores/opensearch/source-files';
import { awsCode } from '#stores/s3/aws-code';
import { beaconKey } from '#stores/s3/beacon-keys';
import { openS3 } from '#stores/s3/open-s3';
import type { S3Store } from '#stores/s3/s3-store';
import { readMarks } from './read-marks.ts';

interface Mark {
  readonly series: string;
  readonly seq: number;
  readonly sentAt: string;
}

/** Marks in an index: documents that are ingested the platform's way, first landed as a file and then indexed; read as the observer. */
export const opensearchBeacons: BeaconModule = { service: 'opensearch', write, rest, read: (context, binding): Promise<BeaconReading> => readMarks(context, binding) };

interface Open {
  readonly client: SearchClient;
  readonly alias: string;
  readonly s3: S3Store;
  readonly landing: LandingPlace | null;
}

/** Two data planes for each writer and store, kept open between marks: a mark each second must not cost connections each. */
const OPEN = new WeakMap<DrillContext, Map<string, Open>>();

async function write(context: DrillContext, binding: Binding, { series, seq, sentAt }: Mark): Promise<void> {
  const id = beaconKey(series, seq);
  const lines = Buffer.from(`${JSON.stringify(markDocument(id, sentAt))}\n`);
  let landed = false;
  try {
    const { client, alias, s3, landing } = await opened(context, binding);
    if (landing !== null) {
      await land({ s3, bucket: landing.bucket, key: markKey(landing.prefix, alias, id), lines });
      landed = true;
    }
    await indexLines(client, { alias, lines });
  } catch (error) {
    await rest(context, binding);
    throw new BeaconError(error, landed);
  }
}

async function opened(context: DrillContext, { store, region, pointer }: Binding): Promise<Open> {
  const own = OPEN.get(context) ?? new Map<string, Open>();
  OPEN.set(context, own);
  const known = own.get(store);
  if (known !== undefined) return known;
  const access = context.targets.access('platform-app', region);
  const { origin, alias } = await pointerOf(access, pointer);
  const landing = await readLanding(access, pointer);
  const open = { alias, landing, client: openSearch(access, origin, { answerMs: 10_000 }), s3: openS3(access) };
  own.set(store, open);
  return open;
}

async function rest(context: DrillContext, { store }: Binding): Promise<void> {
  const own = OPEN.get(context);
  const open = own?.get(store);
  own?.delete(store);
  await open?.client.close();
  await open?.s3.close();
}

/**
 * A mark that was not acknowledged. `sure`: it certainly was not kept. Once its file has landed it is never sure, whatever the index says:
 * whoever rebuilds the index from the files brings it back.
 */
class BeaconError extends RedrillError {
  readonly sure: boolean;

  constructor(cause: unknown, landed: boolean) {
    super(cause instanceof RedrillError ? `beacon.${cause.code}` : 'beacon.no-answer', cause instanceof Error ? cause.message : String(cause), { actor: 'platform', cause });
    const index = searchCode(cause);
    this.sure = !landed && ((index !== null && !MAYBE_KEPT.has(index)) || (awsCode(cause) !== null && awsCode(cause) !== 'InternalError'));
  }
}

/** Answers after which the document may be there all the same. */
const MAYBE_KEPT = new Set(['ServiceUnavailable', 'Http500', 'Http502', 'Http504', 'BadAnswer']);
