import type { DrillContext, ManifestInfo } from '#contract/modules';
import type { Run } from './run.ts';
import { resolveWith } from './step-args.ts';
import { StopRun } from './stop-run.ts';

/** Every check is shown something known to be bad; one that says yes ends the run before anything is broken. */
export async function runControls(run: Run, context: DrillContext): Promise<void> {
  for (const store of run.stores) await contentControl(run, context, store.id);
  await probeControls(run, context);
  await ownControls(run);
  refuseYes(run);
}

function refuseYes(run: Run): void {
  const yes = run.journal.all('control.checked').filter((event) => event.data.saidYes).map((event) => event.data.check);
  if (yes.length > 0) throw new StopRun('checker', `the check ${yes.join(', ')} said yes to input that is known to be bad: nothing it says can be believed`);
}

/** A clock that stands still would make every recovery time zero; shown a sleep of known length before anything else is timed. */
export async function clockControl(run: Run, context: DrillContext): Promise<void> {
  if (run.journal.last('control.checked', (data) => data.check === 'clock')) return refuseYes(run);
  const before = run.clock.nowMicros();
  await run.input.clock.sleep(2000, context.signal);
  const passed = (run.clock.nowMicros() - before) / 1e6;
  await run.note('control.checked', { check: 'clock', store: null, input: 'a sleep of 2 s', saidYes: passed < 2, detail: `the clock moved by ${passed.toFixed(3)} s` });
  refuseYes(run);
}

async function contentControl(run: Run, context: DrillContext, storeId: string): Promise<void> {
  if (run.journal.last('control.checked', (data) => data.check === 'content' && data.store === storeId)) return;
  const taken = run.journal.last('manifest.taken', (data) => data.store === storeId)?.data;
  if (!taken) return;
  const manifest: ManifestInfo = { ...taken, complete: true };
  const { saidYes, detail } = await run.service(context.store(storeId)).content.negativeControl(context, run.bindings.bound(storeId), manifest);
  await run.note('control.checked', { check: 'content', store: storeId, input: 'an expectation with one name too many and one digest flipped', saidYes, detail });
}

async function ownControls(run: Run): Promise<void> {
  for (const { id, store, result, detail } of (await run.input.ownChecks?.controls()) ?? []) {
    const check = `own check ${id}`;
    if (run.journal.last('control.checked', (data) => data.check === check)) continue;
    await run.note('control.checked', { check, store, input: 'answers that are known to be bad', saidYes: result === 'pass', detail });
  }
}

async function probeControls(run: Run, context: DrillContext): Promise<void> {
  for (const step of run.input.runbook.steps) {
    if (step.uses !== 'check') continue;
    const check = `step ${step.n}`;
    if (run.journal.last('control.checked', (data) => data.check === check)) continue;
    const { probe, args } = resolveWith(run, step, { control: true });
    const reading = await probe.negativeControl(context, args);
    await run.note('control.checked', { check, store: null, input: `${probe.id} on input known to be bad`, saidYes: reading.result === 'pass', detail: reading.detail });
  }
}
