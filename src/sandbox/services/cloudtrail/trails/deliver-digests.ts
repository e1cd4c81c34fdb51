import { createSign, generateKeyPairSync, hash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { sha256 } from '#kit/digest';
import { AwsError, type SandboxContext } from '../../../service.ts';
import { stateOf } from '../../s3/state.ts';
import { writeAsService } from '../../s3/write-as-service.ts';
import { trailState } from '../state.ts';
import type { DigestRows, LastDigest, LoggedFile, LogPlace, SigningKey } from './digest-rows.ts';
import { dayFolder, secondText, wholeSecond } from './file-name.ts';
import { isHeld } from './is-held.ts';
import { deliveryOf, logFolder, type Trail } from './model.ts';

const HOUR_MICROS = 3_600_000_000;

/**
 * Writes the digests of a trail whose hour is over: the hash of every file that was delivered in it, signed, and bound to the digest before it. An hour without
 * files has none, so that the next digest begins where the last one ended.
 */
export function deliverDigests(context: SandboxContext, { arn, end }: { readonly arn: string; readonly end: number }): void {
  const { trails, digests } = trailState(context.catalogue);
  const hours = new Map<string, (LogPlace & { readonly file: LoggedFile })[]>();
  for (const log of digests.logs(arn, Math.floor(end / HOUR_MICROS) * HOUR_MICROS)) {
    const hour = `${log.region} ${Math.ceil(log.at / HOUR_MICROS) * HOUR_MICROS}`;
    hours.set(hour, [...(hours.get(hour) ?? []), log]);
  }
  for (const [hour, logs] of hours) {
    const trail = trails.find(arn);
    const [region = '', endText = ''] = hour.split(' ');
    if (!trail || isHeld(context, trail.bucket, region)) continue;
    deliver(context, trail, { region, endMicros: Number(endText), files: logs.map(({ file }) => file) });
  }
}

interface Hour {
  readonly region: string;
  readonly endMicros: number;
  readonly files: readonly LoggedFile[];
}

function deliver(context: SandboxContext, trail: Trail, hour: Hour): void {
  const { trails, digests } = trailState(context.catalogue);
  const place = { trail: trail.arn, region: hour.region };
  const key = `${logFolder(trail)}/CloudTrail-Digest/${hour.region}/${dayFolder(hour.endMicros)}/${trail.account}_CloudTrail-Digest_${hour.region}_${trail.name}_${trail.region}_${secondText(hour.endMicros)}.json.gz`;
  try {
    stateOf(context.catalogue).change(() => {
      const signing = signingKey(digests, hour.region, hour.endMicros);
      const before = digests.last(place);
      const text = JSON.stringify(documentOf({ trail, hour, key, before, fingerprint: signing.fingerprint }));
      const signature = createSign('sha256').update([wholeSecond(hour.endMicros), `${trail.bucket}/${key}`, sha256(text), before?.signature ?? 'null'].join('\n')).sign(signing.private, 'hex');
      const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip', 'x-amz-meta-signature': signature, 'x-amz-meta-signature-algorithm': 'SHA256withRSA' };
      writeAsService(context, deliveryOf(trail), { bucket: trail.bucket, key, body: gzipSync(text), headers, atMicros: hour.endMicros });
      digests.settle(place, hour.endMicros, { bucket: trail.bucket, key, hash: sha256(text), signature, endMicros: hour.endMicros });
      trails.put({ ...trail, digestAttempted: { atMicros: hour.endMicros, error: null }, digestedMicros: hour.endMicros });
    });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    context.catalogue.transaction(() => trails.put({ ...trail, digestAttempted: { atMicros: hour.endMicros, error: error.code } }));
  }
}

/** CloudTrail user guide, "CloudTrail digest file structure". */
function documentOf({ trail, hour, key, before, fingerprint }: { readonly trail: Trail; readonly hour: Hour; readonly key: string; readonly before: LastDigest | null; readonly fingerprint: string }): object {
  return {
    awsAccountId: trail.account, digestStartTime: wholeSecond(before?.endMicros ?? hour.endMicros - HOUR_MICROS), digestEndTime: wholeSecond(hour.endMicros),
    digestS3Bucket: trail.bucket, digestS3Object: key, digestPublicKeyFingerprint: fingerprint, digestSignatureAlgorithm: 'SHA256withRSA',
    newestEventTime: hour.files.map(({ newestEventTime }) => newestEventTime).toSorted().at(-1) ?? null, oldestEventTime: hour.files.map(({ oldestEventTime }) => oldestEventTime).toSorted()[0] ?? null,
    previousDigestS3Bucket: before?.bucket ?? null, previousDigestS3Object: before?.key ?? null, previousDigestHashValue: before?.hash ?? null, previousDigestHashAlgorithm: before === null ? null : 'SHA-256', previousDigestSignature: before?.signature ?? null,
    logFiles: hour.files,
  };
}

/** The region's key; made when the first digest is signed. */
function signingKey(digests: DigestRows, region: string, atMicros: number): SigningKey {
  const known = digests.key(region);
  if (known) return known;
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048, publicKeyEncoding: { type: 'pkcs1', format: 'der' }, privateKeyEncoding: { type: 'pkcs1', format: 'pem' } });
  return digests.addKey({ region, at: atMicros, fingerprint: hash('md5', pair.publicKey, 'hex'), public: pair.publicKey, private: pair.privateKey });
}
