import type { Call, FastAnswer } from '../../service.ts';
import { copyObject } from './operations/copy-object.ts';
import { deleteObject } from './operations/delete-object.ts';
import { getObject } from './operations/get-object.ts';
import { listObjects, listObjectsV2, listObjectVersions } from './operations/list-objects.ts';
import { putObject } from './operations/put-object.ts';
import { uploadPart, uploadPartCopy } from './operations/upload-part.ts';
import { decodeText, objectPath } from './request.ts';

/** Query parameters that leave a request a plain read, write or delete of an object; any other one makes it another operation. */
const PLAIN = /^(x-id|versionId|partNumber|response-[a-z-]+|X-Amz-[\w-]+|x-amz-[\w-]+|AWSAccessKeyId|Signature|Expires)$/;

/** Query parameters of the three listings. */
const LISTING = /^(x-id|list-type|versions|prefix|delimiter|max-keys|encoding-type|marker|continuation-token|start-after|fetch-owner|key-marker|version-id-marker|X-Amz-[\w-]+|x-amz-[\w-]+)$/;

/** The data plane of objects in wire form, without the schema codec: reads, puts, copies, parts and deletes. Null for everything else. */
export function fastS3(call: Call): FastAnswer | Promise<FastAnswer> | null {
  if (call.method === 'GET') {
    const listing = listingOf(call);
    if (listing) return listing.list(call, listing.bucket);
  }
  const handler = handlerOf(call);
  if (!handler) return null;
  const target = objectPath(call.rawPath);
  return target ? handler(call, target) : null;
}

/** A listing of a bucket: GET of the bucket with nothing but listing parameters. */
function listingOf(call: Call): { readonly bucket: string; readonly list: (call: Call, bucket: string) => FastAnswer } | null {
  const match = /^\/([^/]+)\/?$/.exec(call.rawPath);
  if (!match) return null;
  const query = call.url.searchParams;
  for (const name of query.keys()) if (!LISTING.test(name)) return null;
  const list = query.has('versions') ? listObjectVersions : query.get('list-type') === '2' ? listObjectsV2 : query.has('list-type') ? null : listObjects;
  return list && { bucket: decodeText(match[1] ?? ''), list };
}

type Handler = (call: Call, target: { readonly bucket: string; readonly key: string }) => FastAnswer | Promise<FastAnswer>;

function handlerOf(call: Call): Handler | null {
  const plain = isPlain(call);
  switch (call.method) {
    case 'GET':
    case 'HEAD': return plain ? getObject : null;
    case 'DELETE': return plain ? deleteObject : null;
    case 'PUT': return putHandler(call, plain);
    default: return null;
  }
}

function putHandler(call: Call, plain: boolean): Handler | null {
  const copies = call.headers['x-amz-copy-source'] !== undefined || /(^|&)x-amz-copy-source=/i.test(call.rawQuery);
  if (plain && !call.rawQuery.includes('partNumber')) return copies ? copyObject : putObject;
  const query = call.url.searchParams;
  const part = query.has('uploadId') && query.has('partNumber') && [...query.keys()].every((name) => name === 'uploadId' || PLAIN.test(name));
  if (!part) return null;
  return copies ? uploadPartCopy : uploadPart;
}

function isPlain(call: Call): boolean {
  if (call.rawQuery === '') return true;
  for (const name of call.url.searchParams.keys()) if (!PLAIN.test(name)) return false;
  return true;
}
