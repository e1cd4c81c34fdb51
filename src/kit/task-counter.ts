import { AsyncLocalStorage } from 'node:async_hooks';
import { bug } from './redrill-error.ts';

interface Task {
  readonly name: string;
  idle: boolean;
}

/**
 * Counts the awake tasks of a process, so that a clock knows when everyone sleeps.
 * `onIdle` runs (after the microtasks of this turn) when the last awake task fell idle; `onAwake` when the first one woke.
 */
export class TaskCounter {
  private readonly tasks = new Set<Task>();
  private readonly current = new AsyncLocalStorage<Task>();
  private readonly onIdle: () => void;
  private scheduled = false;

  constructor(onIdle: () => void) {
    this.onIdle = onIdle;
  }

  get awake(): readonly string[] {
    return [...this.tasks].filter((task) => !task.idle).map((task) => task.name);
  }

  get size(): number {
    return this.tasks.size;
  }

  async run<T>(name: string, work: () => Promise<T>): Promise<T> {
    const task: Task = { name, idle: false };
    this.tasks.add(task);
    try {
      return await this.current.run(task, work);
    } finally {
      this.tasks.delete(task);
      this.look();
    }
  }

  /** Marks the calling task idle while `wait` runs. Outside any task it simply waits. */
  async idleWhile<T>(wait: () => Promise<T>): Promise<T> {
    const task = this.current.getStore();
    if (!task) return wait();
    if (task.idle) throw bug('clock.two-sleeps', `task "${task.name}" sleeps or joins twice at once: give each parallel branch its own clock.task`);
    task.idle = true;
    this.look();
    try {
      return await wait();
    } finally {
      task.idle = false;
    }
  }

  private look(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      if (this.awake.length === 0) this.onIdle();
    });
  }
}
