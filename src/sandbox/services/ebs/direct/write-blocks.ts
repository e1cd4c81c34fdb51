import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { dateOfMicros } from '#kit/dates';
import { sha256 } from '#kit/digest';
import { AwsError, type Call, type Operation } from '../../../service.ts';
import { collectBytes } from '../blocks/collect-bytes.ts';
import { BLOCK_BYTES, ZERO_BLOCK } from '../blocks/block-map.ts';
import type { Snapshot, Tags } from '../model.ts';
import { draftSnapshot, putSnapshot } from '../snapshots/new-snapshot.ts';
import { ebsState } from '../state.ts';
import { SECOND_MICROS } from '../times.ts';
import { principalOf, readableSnapshot, requireKey, writableSnapshot } from './access.ts';
import { completeSnapshot } from './complete-snapshot.ts';
import { errors } from './errors.ts';
import { blockCount } from './read-blocks.ts';

type Input = Readonly<Record<string, unknown>>;

const START_MEMBERS = ['VolumeSize', 'ParentSnapshotId', 'Tags', 'Description', 'ClientToken', 'Encrypted', 'KmsKeyArn', 'Timeout'];

/** Writing snapshots block by block: begun, filled, completed; given up after a timeout. */
export const writeBlocks: Readonly<Record<string, Operation>> = { StartSnapshot: startSnapshot, PutSnapshotBlock: putSnapshotBlock, CompleteSnapshot: completeSnapshot };

function startSnapshot(call: Call, input: Input): object {
  const place = { account: call.caller.account, region: call.region };
  const state = ebsState(call);
  call.authorise('ebs:StartSnapshot', `arn:aws:ec2:${call.region}::snapshot/*`, { account: place.account, policy: null });
  const unknown = Object.keys(input).find((member) => !START_MEMBERS.includes(member));
  if (unknown !== undefined) throw errors.unsupported('StartSnapshot', unknown);
  const token = typeof input['ClientToken'] === 'string' ? input['ClientToken'] : null;
  const clientToken = token === null ? null : `${token} ${sha256(JSON.stringify(input))}`;
  const known = token === null ? undefined : state.snapshots.list(place).find((one) => one.clientToken?.startsWith(`${token} `));
  if (known && known.clientToken !== clientToken) throw errors.conflict('The request uses the same client token as a previous, but non-identical request.');
  if (known) return started(call, known);
  const parent = typeof input['ParentSnapshotId'] === 'string' ? readableSnapshot(call, input['ParentSnapshotId'], 'StartSnapshot') : null;
  const sizeGiB = sizeOf(input, parent);
  const keyArn = keyOf(call, input, parent);
  const tags = tagsOf(input);
  const timeoutMicros = minutesOf(input) * 60 * SECOND_MICROS;
  const draft = draftSnapshot(call, { ...place, origin: 'direct', sizeGiB, keyArn, lineage: '', description: typeof input['Description'] === 'string' ? input['Description'] : '', clientToken, sourceMap: parent?.map ?? null, by: principalOf(call) });
  const snapshot = state.change(() => {
    if (parent?.map !== null && parent !== null) state.store.retainMap(parent.map);
    return putSnapshot(call, { ...draft, lineage: parent?.lineage ?? draft.id, due: draft.startedMicros + timeoutMicros }, tags);
  });
  call.time.changed();
  return started(call, snapshot, parent);
}

async function putSnapshotBlock(call: Call, input: Input): Promise<object> {
  const snapshot = writableSnapshot(call, String(input['SnapshotId']), 'PutSnapshotBlock');
  const block = Number(input['BlockIndex']);
  const bytes = await collectBytes(input['BlockData'] as Readable);
  const checksum = createHash('sha256').update(bytes).digest();
  if (!Number.isInteger(block) || block < 0 || block >= blockCount(snapshot)) throw errors.invalid('INVALID_BLOCK', `Block ${block} lies outside of the volume of ${snapshot.sizeGiB} GiB.`);
  if (input['DataLength'] !== BLOCK_BYTES || bytes.length !== BLOCK_BYTES) throw errors.invalid('INVALID_BLOCK', `A block has ${BLOCK_BYTES} bytes; ${bytes.length} were sent and ${String(input['DataLength'])} announced.`);
  if (input['ChecksumAlgorithm'] !== 'SHA256') throw errors.invalid('INVALID_PARAMETER_VALUE', 'ChecksumAlgorithm must be SHA256.');
  if (input['Checksum'] !== checksum.toString('base64')) throw errors.invalid('INVALID_BLOCK', 'The checksum of the block is not the one that was sent.');
  requireKey(call, snapshot.keyArn, 'encrypt');
  await keepBlock(call, snapshot, { block, bytes, digest: checksum.toString('hex') });
  return { Checksum: checksum.toString('base64'), ChecksumAlgorithm: 'SHA256' };
}

/** A block of zeros is kept as no block, but counts as written. */
async function keepBlock(call: Call, snapshot: Snapshot, { block, bytes, digest }: { readonly block: number; readonly bytes: Buffer; readonly digest: string }): Promise<void> {
  const { store } = ebsState(call);
  const { db } = call.catalogue;
  const staged = bytes.equals(ZERO_BLOCK) ? null : await store.stage(bytes, snapshot.keyArn, digest);
  ebsState(call).change(() => {
    const chunk = staged === null ? null : store.place(staged, snapshot.keyArn);
    if (chunk !== null) store.retainChunk(chunk);
    const before = db.prepare('SELECT chunk FROM ebs_write WHERE snapshot = ? AND block = ?').get(snapshot.id, block) as { readonly chunk: number | null } | undefined;
    db.prepare('INSERT INTO ebs_write (snapshot, block, chunk) VALUES (?, ?, ?) ON CONFLICT (snapshot, block) DO UPDATE SET chunk = excluded.chunk').run(snapshot.id, block, chunk);
    if (before?.chunk !== null && before !== undefined) store.releaseChunk(before.chunk);
  });
}

function started(call: Call, snapshot: Snapshot, parent: Snapshot | null = null): object {
  const tags = ebsState(call).tags.of(snapshot, snapshot.id);
  return {
    SnapshotId: snapshot.id, OwnerId: snapshot.account, Status: 'pending', StartTime: dateOfMicros(snapshot.startedMicros), VolumeSize: snapshot.sizeGiB, BlockSize: BLOCK_BYTES, Description: snapshot.description,
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })), ...(parent === null ? {} : { ParentSnapshotId: parent.id }), ...(snapshot.keyArn === null ? {} : { KmsKeyArn: snapshot.keyArn, SseType: 'sse-kms' }),
  };
}

function sizeOf(input: Input, parent: Snapshot | null): number {
  const size = input['VolumeSize'];
  if (typeof size !== 'number' || !Number.isInteger(size) || size < 1 || size > 65_536) throw errors.invalid('INVALID_VOLUME_SIZE', `Invalid VolumeSize ${String(size)}: it must be 1 to 65536 GiB.`);
  if (parent && size < parent.sizeGiB) throw errors.invalid('INVALID_VOLUME_SIZE', `VolumeSize ${size} is smaller than the parent snapshot's ${parent.sizeGiB} GiB.`);
  return size;
}

/** With a parent its key holds, and the request must not name one. */
function keyOf(call: Call, input: Input, parent: Snapshot | null): string | null {
  const wanted = typeof input['KmsKeyArn'] === 'string' ? input['KmsKeyArn'] : undefined;
  if (parent && (wanted !== undefined || input['Encrypted'] !== undefined)) throw errors.invalid('INVALID_PARAMETER_VALUE', 'Encrypted and KmsKeyArn cannot be given with ParentSnapshotId: the parent\'s encryption holds.');
  if (wanted !== undefined && input['Encrypted'] !== true) throw errors.invalid('INVALID_PARAMETER_VALUE', 'KmsKeyArn needs Encrypted.');
  const place = { account: call.caller.account, region: call.region };
  const settings = ebsState(call).settingsOf(place);
  const keyArn = parent ? parent.keyArn : input['Encrypted'] === true || settings.encryptByDefault ? resolved(call, wanted ?? settings.defaultKeyArn) : null;
  requireKey(call, keyArn, 'encrypt');
  return keyArn;
}

function resolved(call: Call, ref: string | null): string {
  const place = { account: call.caller.account, region: call.region };
  try {
    return ref === null ? call.keys.managed('ebs', place) : call.keys.resolve(ref, place);
  } catch (error) {
    if (error instanceof AwsError) throw errors.invalid('INVALID_CUSTOMER_KEY', error.message);
    throw error;
  }
}

function minutesOf(input: Input): number {
  const timeout = input['Timeout'] ?? 60;
  if (typeof timeout !== 'number' || timeout < 10 || timeout > 4320) throw errors.invalid('INVALID_PARAMETER_VALUE', `Invalid Timeout ${String(timeout)}: it must be 10 to 4320 minutes.`);
  return timeout;
}

function tagsOf(input: Input): Tags {
  const tags = Object.fromEntries(((input['Tags'] ?? []) as readonly Input[]).map(({ Key, Value }) => [String(Key), String(Value ?? '')]));
  if (Object.keys(tags).some((key) => key === '' || key.length > 127 || /^aws:/i.test(key))) throw errors.invalid('INVALID_TAG', 'Tag keys have 1 to 127 characters and do not begin with aws:.');
  return tags;
}
