import { appendFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ResolvedConfig } from '#contract/config.schema';
import type { RunEvent, RunStarted } from '#contract/events';
import type { ProgressPort } from '#contract/progress';
import type { RecordPort } from '#contract/record';
import type { RunSummary } from '#contract/run-summary';
import { writeFileAtomic } from '#evidence/write-file-atomic';
import { hideSecretsIn } from '#kit/secret-text';
import { lapseOf } from '#programme/out/lapse-of';
import { prometheusText } from '#programme/out/prometheus-text';
import { sendWebhook } from '#programme/out/webhook';
import type { WebhookEvent } from '#programme/out/webhook';
import { readRuns } from '#programme/read-runs';
import { plainText } from '../plain-text.ts';
import type { Terminal } from '../terminal.ts';

export interface OutsideInput {
  readonly config: ResolvedConfig;
  readonly terminal: Terminal;
  readonly record: RecordPort;
  readonly started: RunStarted;
  readonly results: string;
}

/** Whom a run tells about itself: a webhook while it goes on, and Prometheus when it is over. Nothing here can stop a drill. */
export interface Outside {
  /** The same progress; start and lapses are sent on the way. */
  listening(progress: ProgressPort): ProgressPort;
  /** Before the record is closed: what is on its way arrives or is given up. */
  settle(): Promise<void>;
  ended(summary: RunSummary, putBackOk: boolean): Promise<void>;
}

export function tellOutside(input: OutsideInput): Outside {
  const { config, terminal, record, started, results } = input;
  const { webhook, prometheus } = config.out;
  const sending = new Set<Promise<void>>();
  let over = false;
  const send = (event: WebhookEvent, data: Readonly<Record<string, unknown>>): void => {
    if (webhook === undefined || !webhook.events.includes(event)) return;
    const one = deliver(event, data).catch((error: unknown) => terminal.err(plainText(`redrill: webhook: ${(error as Error).message}`))).finally(() => sending.delete(one));
    sending.add(one);
  };
  const deliver = async (event: WebhookEvent, data: Readonly<Record<string, unknown>>): Promise<void> => {
    if (webhook === undefined) return;
    const delivery = await sendWebhook(webhook, { event, data: hideSecretsIn({ run: started.id, scenario: started.scenario, variant: started.variant, mutation: started.mutation, ...data }) }, terminal.env);
    await appendFile(join(record.folder, 'webhook.ndjson'), `${JSON.stringify(delivery)}\n`);
    if (delivery.ok) return;
    terminal.err(plainText(`redrill: the webhook was not told of "${event}": ${delivery.why ?? ''}`));
    // A record ends with the end of its run; what fails later is in webhook.ndjson alone.
    if (!over) await record.append('error', { where: 'webhook', code: 'webhook.failed', message: `"${event}" after ${delivery.tries} tries: ${delivery.why ?? ''}` });
  };
  const hear = (fact: RunEvent): void => {
    if (fact.type === 'run.ended') over = true;
    if (fact.type === 'run.started') send('start', { title: started.title, target: started.target.kind });
    const lapse = lapseOf(fact);
    if (lapse !== null) send('lapse', { what: fact.type, why: lapse, at: fact.at });
  };
  const settle = async (): Promise<void> => { await Promise.all(sending); };
  return {
    listening: (progress) => (webhook === undefined ? progress : { ...progress, fact: (fact) => { hear(fact as unknown as RunEvent); progress.fact(fact); } }),
    settle: async () => { await settle(); over = true; },
    ended: async (summary, putBackOk) => {
      send('end', { verdict: summary.verdict, putBack: putBackOk, rtaSeconds: summary.rta.seconds, rpaSeconds: summary.rpa.seconds, findings: summary.findings.length, reasons: summary.reasons.map(({ text }) => text) });
      await settle();
      if (prometheus !== null) await writePrometheus(terminal, results, resolve(terminal.cwd, prometheus));
    },
  };
}

/** A drill that is over is not failed by a file for somebody else. */
async function writePrometheus(terminal: Terminal, results: string, path: string): Promise<void> {
  try {
    await writeFileAtomic(path, prometheusText(await readRuns(results)));
  } catch (error) {
    terminal.err(plainText(`redrill: ${(error as Error).message}`));
  }
}
