import { upperId } from '#kit/ids';
import { isoMicros } from '#kit/time';
import { regionFaultsOf } from '../../../regions/region-faults.ts';
import { AwsError, type SandboxContext, type Timer } from '../../../service.ts';
import { stateOf } from '../state.ts';
import { writeAsService } from '../write-as-service.ts';
import type { StoredLine } from './log-rows.ts';

/** S3 user guide, "Logging requests with server access logging": most records are delivered within a few hours. */
const PERIOD_MICROS = 3_600_000_000;

/** Puts the lines of each hour into their target buckets. A file bears the hour at which it was due, so drill time need not stop for it; what a target refuses is lost, as on S3. */
export function logTimer(context: SandboxContext): Timer {
  const { accessLogs } = stateOf(context.catalogue);
  const faults = regionFaultsOf(context.catalogue);
  /** Lines of a cut region wait. */
  let held = 0;
  const hourAfter = (micros: number): number => (Math.floor(micros / PERIOD_MICROS) + 1) * PERIOD_MICROS;
  return {
    name: 's3 access logs',
    mayBeLate: () => true,
    next: () => {
      const first = accessLogs.first();
      return first === null ? null : Math.max(hourAfter(first), held);
    },
    fire: () => {
      const now = context.time.nowMicros();
      const due = accessLogs.before(Math.floor(now / PERIOD_MICROS) * PERIOD_MICROS);
      const free = due.filter(({ region }) => faults.cutOf(region) === null);
      for (const [, lines] of filesOf(free, hourAfter)) deliver(context, lines, hourAfter(lines[0]?.atMicros ?? now));
      held = due.length > free.length ? hourAfter(now) : 0;
    },
  };
}

function filesOf(lines: readonly StoredLine[], hourAfter: (micros: number) => number): ReadonlyMap<string, readonly StoredLine[]> {
  const files = new Map<string, StoredLine[]>();
  for (const line of lines) {
    const name = JSON.stringify([line.source, line.target, line.prefix, hourAfter(line.atMicros)]);
    const file = files.get(name);
    if (file) file.push(line);
    else files.set(name, [line]);
  }
  return files;
}

function deliver(context: SandboxContext, lines: readonly StoredLine[], atMicros: number): void {
  const [first] = lines;
  if (!first) return;
  const state = stateOf(context.catalogue);
  const key = `${first.prefix}${isoMicros(atMicros).slice(0, 19).replaceAll(/[T:]/g, '-')}-${upperId(16)}`;
  try {
    state.change(() => {
      writeAsService(context, { principal: 'logging.s3.amazonaws.com', account: first.account, sourceArn: `arn:aws:s3:::${first.source}` }, { bucket: first.target, key, body: Buffer.from(`${lines.map(({ line }) => line).join('\n')}\n`), headers: { 'content-type': 'text/plain' }, atMicros });
      state.accessLogs.remove(lines);
    });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    context.log(`s3: ${lines.length} lines of the access log of ${first.source} are lost: ${first.target} answers ${error.code}`);
    state.change(() => state.accessLogs.remove(lines));
  }
}
