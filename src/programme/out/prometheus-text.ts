import type { ProgrammeRun } from '#contract/programme';
import type { StoreSummary } from '#contract/run-summary';
import { microsOf } from '#kit/time';

interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const HELP: Readonly<Record<string, string>> = {
  redrill_rta_seconds: 'Measured time to recover in the newest drill; absent where it was not measured.',
  redrill_rpa_seconds: 'Measured data loss in the newest drill, in seconds; absent where it was not measured.',
  redrill_verdict: 'Verdict of the newest drill: 1 beside its name.',
  redrill_last_pass_timestamp_seconds: 'When the last drill that passed began.',
};

/** The newest drill of each scenario and store that nobody sabotaged, in the text format of Prometheus. An unmeasured number has no sample, never 0. */
export function prometheusText(runs: readonly ProgrammeRun[]): string {
  const rows = runs.filter(({ summary }) => summary?.run.mutation === null).flatMap((run) => (run.summary?.stores ?? []).map((store) => ({ run, store })));
  const groups = [...Map.groupBy(rows, ({ run, store }) => JSON.stringify([run.scenario, run.summary?.run.variant ?? '', store.id])).values()];
  const all = (of: (rows: readonly { readonly run: ProgrammeRun; readonly store: StoreSummary }[]) => readonly Sample[]): readonly Sample[] => groups.flatMap((group) => of(group));
  const newest = (value: (store: StoreSummary) => number | null): readonly Sample[] => all((group) => {
    const last = group.at(-1);
    const seconds = last === undefined ? null : value(last.store);
    return last === undefined || seconds === null ? [] : [{ labels: labelsOf(last), value: seconds }];
  });
  return [
    ...metric('redrill_rta_seconds', newest(({ rta }) => rta.seconds)),
    ...metric('redrill_rpa_seconds', newest(({ rpa }) => rpa.seconds)),
    ...metric('redrill_verdict', all((group) => group.slice(-1).map((last) => ({ labels: { ...labelsOf(last), verdict: last.store.verdict }, value: 1 })))),
    ...metric('redrill_last_pass_timestamp_seconds', all((group) => group.filter(({ store }) => store.verdict === 'pass').slice(-1).map((last) => ({ labels: labelsOf(last), value: microsOf(last.run.startedAt) / 1_000_000 })))),
    '',
  ].join('\n');
}

/** An empty label is an absent one: the plain form has no variant. */
function labelsOf({ run, store }: { readonly run: ProgrammeRun; readonly store: StoreSummary }): Readonly<Record<string, string>> {
  const variant = run.summary?.run.variant ?? null;
  return { scenario: run.scenario, store: store.id, ...(variant === null ? {} : { variant }) };
}

function metric(name: string, samples: readonly Sample[]): readonly string[] {
  return [`# HELP ${name} ${HELP[name] ?? ''}`, `# TYPE ${name} gauge`, ...samples.map(({ labels, value }) => `${name}{${Object.entries(labels).map(([key, text]) => `${key}="${escaped(text)}"`).join(',')}} ${value}`)];
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
