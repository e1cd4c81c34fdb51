import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { watchSignals } from './stop-signals.ts';

function setUp(): { readonly press: (name: string, atMs: number) => void; readonly told: string[]; readonly watch: ReturnType<typeof watchSignals>; readonly source: EventEmitter } {
  const source = new EventEmitter();
  const told: string[] = [];
  let now = 0;
  const watch = watchSignals(source, (name, count) => told.push(`${name} ${count}`), () => now);
  return { press: (name, atMs) => { now = atMs * 1000; source.emit(name, name); }, told, watch, source };
}

describe('two-step signals', () => {
  it('the first stops breaking things, the second leaves', () => {
    const { press, told, watch } = setUp();
    press('SIGINT', 1000);
    expect([watch.first.aborted, watch.second.aborted, watch.leftBy()]).toEqual([true, false, null]);
    expect(watch.first.reason).toBe('SIGINT');
    press('SIGTERM', 5000);
    expect([watch.second.aborted, watch.leftBy()]).toEqual([true, 'SIGTERM']);
    expect(told).toEqual(['SIGINT 1', 'SIGTERM 2']);
  });

  it('one press that a terminal and a launcher both deliver counts once', () => {
    const { press, watch } = setUp();
    press('SIGINT', 1000);
    press('SIGINT', 1010);
    expect(watch.second.aborted).toBe(false);
  });

  it('leaves no listener behind', () => {
    const { watch, source } = setUp();
    watch.close();
    expect(source.eventNames()).toEqual([]);
  });
});
