import { lastOf, eventsOf } from '#measure/events-of';
import { markup, plain, prop, reference, some } from './oscal-value.ts';
import type { OscalObject } from './oscal-value.ts';
import type { Sheet } from './sheet.ts';

interface File {
  readonly name: string;
  readonly what: string;
  readonly sha256: string;
}

/** The plan that the results refer to, then every file that they rest on, with its hash. */
export function backMatter(sheet: Sheet): OscalObject {
  return { resources: [plan(sheet), ...filesOf(sheet).map((file) => ({ uuid: sheet.id('file', file.name), title: plain(file.name), description: markup(file.what), rlinks: [link(file)] }))] };
}

/** A reference to the plan, which the model asks for: it is in this very document. */
export function planReference(sheet: Sheet): string {
  return `#${sheet.id('plan')}`;
}

function plan(sheet: Sheet): OscalObject {
  const made = lastOf(sheet.input.events, 'plan.made')?.data;
  const documents = made === undefined ? [] : [made.runbook, ...(made.failback ? [made.failback] : [])];
  return {
    uuid: sheet.id('plan'),
    title: 'Plan of the drill',
    description: markup(made === undefined ? 'The run ended before a plan was made; its scenario is all that was planned.' : `The plan that was resolved before anything was touched, and the documents it follows. Its targets: ${made.targets.map(({ what, arn }) => `${what} ${arn}`).join('; ') || 'none'}.`),
    props: [prop('scenario', sheet.summary.run.scenario), ...(made === undefined ? [] : [prop('plan-sha256', made.planHash)])],
    ...some('rlinks', documents.map(({ path, sha256 }) => link({ name: path, sha256 }))),
  };
}

function filesOf({ input: { files, events } }: Sheet): readonly File[] {
  const witness = lastOf(events, 'witness.read')?.data;
  const anchor = lastOf(events, 'anchor.written')?.data;
  const manifests = new Map(eventsOf(events, 'manifest.taken').map(({ data }) => [data.file, data]));
  return [
    ...files.map(({ name, sha256 }) => ({ name, sha256, what: name.startsWith('beacons/') ? 'Ledger of beacons: intent before each write, its answer after it' : 'Facts of the run; the numbers are computed from them' })),
    ...[...manifests.values()].map(({ file, sha256, rows }) => ({ name: file, sha256, what: `What was expected back: ${rows} rows` })),
    ...(anchor === undefined ? [] : [{ name: 'anchor.json', sha256: anchor.sha256, what: `Announced before the fault in s3://${anchor.bucket}/${anchor.key}` }]),
    ...(witness === undefined ? [] : [{ name: 'witness.ndjson', sha256: witness.sha256, what: "What the provider's own log has of the run" }]),
  ];
}

function link({ name, sha256 }: Pick<File, 'name' | 'sha256'>): OscalObject {
  return { href: reference(name), ...(/^[0-9a-f]{64}$/.test(sha256) ? { hashes: [{ algorithm: 'SHA-256', value: sha256 }] } : {}) };
}
