import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';
import type { JourneyResult } from '#contract/user-service';
import type { JourneyRun } from './run-playwright.ts';

const result = z.object({
  status: z.string(),
  duration: z.number(),
  error: z.object({ message: z.string().optional() }).optional(),
  attachments: z.array(z.object({ name: z.string(), contentType: z.string(), path: z.string().optional() })).default([]),
});
const spec = z.object({ title: z.string(), tests: z.array(z.object({ status: z.string(), annotations: z.array(z.object({ type: z.string(), description: z.string().optional() })).default([]), results: z.array(result) })) });
interface Suite { readonly title: string; readonly specs: readonly z.infer<typeof spec>[]; readonly suites: readonly Suite[] }
const suite: z.ZodType<Suite> = z.object({ title: z.string(), specs: z.array(spec).default([]), suites: z.lazy(() => z.array(suite)).default([]) });
const report = z.object({ suites: z.array(suite).default([]), errors: z.array(z.object({ message: z.string().optional() })).default([]) });

/** What Playwright's JSON report says of each journey; a folder without one, or specs that do not load, count as failed. */
export function readPlaywrightReport(json: unknown, folder: string): JourneyRun {
  const { suites, errors } = report.parse(json);
  const specs = suites.flatMap((file) => [...specsOf(file, [])]);
  const results: JourneyResult[] = specs.flatMap(({ name, one }) => one.tests.map((test) => resultOf(name, test)));
  // That there is none is said below, in words of ours.
  const broken = errors.filter(({ message }) => message?.includes('No tests found') !== true).map(({ message }) => ({ name: `specs of ${folder}`, result: 'fail' as const, seconds: 0, why: firstLine(message) }));
  const none = results.length + broken.length === 0 ? [{ name: `specs of ${folder}`, result: 'fail' as const, seconds: 0, why: 'the folder holds no journey: expected files that end in .spec.ts with a test in them' }] : [];
  return { results: [...results, ...broken, ...none], screenshot: lastPicture(specs.map(({ one }) => one)) };
}

function* specsOf(of: Suite, path: readonly string[]): Generator<{ readonly name: string; readonly one: z.infer<typeof spec> }> {
  for (const one of of.specs) yield { name: [...path, one.title].join(' > '), one };
  // The outermost suite is the file; its name tells users nothing.
  for (const inner of of.suites) yield* specsOf(inner, [...path, inner.title]);
}

function resultOf(name: string, { status, annotations, results }: z.infer<typeof spec>['tests'][number]): JourneyResult {
  const last = results.at(-1);
  const seconds = results.reduce((sum, one) => sum + one.duration, 0) / 1000;
  // A journey that was cut off half-way or never begun is called skipped as well, and nobody chose to leave it out.
  if (status === 'skipped' && (last === undefined || last.status === 'interrupted')) return { name, result: 'fail', seconds, why: last === undefined ? 'it was never begun' : 'it was interrupted' };
  if (status === 'skipped') return { name, result: 'not-exercised', seconds, why: annotations.find(({ description }) => description !== undefined)?.description ?? 'its spec skips it' };
  if (status === 'expected') return { name, result: 'pass', seconds, why: null };
  return { name, result: 'fail', seconds, why: last?.error?.message === undefined ? `Playwright says ${last?.status ?? status}` : firstLine(last.error.message) };
}

function firstLine(message: string | undefined): string {
  return stripVTControlCharacters(message ?? 'no reason given').split('\n').map((line) => line.trim()).filter((line) => line !== '').slice(0, 2).join(' ').slice(0, 300);
}

function lastPicture(specs: readonly z.infer<typeof spec>[]): string | null {
  const passed = specs.flatMap(({ tests }) => tests).filter(({ status }) => status === 'expected');
  return passed.flatMap(({ results }) => results.at(-1)?.attachments ?? []).filter(({ contentType, path }) => contentType === 'image/png' && path !== undefined).at(-1)?.path ?? null;
}
