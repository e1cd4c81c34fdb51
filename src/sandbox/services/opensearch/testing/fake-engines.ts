import type { Domain } from '../model.ts';
import { EngineUnavailable, type EngineAccess, type EngineAnswer, type EngineStatus, type SearchEngines } from '../engine/search-engines.ts';

interface Stored {
  readonly snapshot: string;
  readonly documents: number;
  readonly startedMillis: number;
}

/** An engine in memory: documents are a number, snapshots remember it. Real time of it is what `nowMillis` says. */
class FakeEngine implements EngineAccess {
  documents = 0;
  health = 'green';
  readonly repositories = new Map<string, unknown>();
  readonly stored = new Map<string, Stored>();
  /** Requests in the order in which they came, as "METHOD path". */
  readonly asked: string[] = [];
  nowMillis = 0;

  async request(method: string, path: string, body?: object | Buffer): Promise<EngineAnswer> {
    this.asked.push(`${method} ${path}`);
    const [pathname = ''] = path.split('?');
    const [, first, repository = '', name = '', action] = pathname.split('/').map(decodeURIComponent);
    if (first === '_cluster') return { status: 200, body: { status: this.health, active_shards: 3, unassigned_shards: 1 } };
    if (first !== '_snapshot') return { status: 404, body: { error: { type: 'unknown' }, status: 404 } };
    if (name === '') return this.repository(method, repository, body);
    if (action === '_restore') {
      this.documents = this.stored.get(name)?.documents ?? -1;
      return { status: 200, body: { snapshot: { snapshot: name, indices: ['datasets'] } } };
    }
    return this.snapshot(method, name);
  }

  open(): never {
    throw new Error('a fake engine streams nothing');
  }

  private repository(method: string, name: string, body: object | Buffer | undefined): EngineAnswer {
    if (method === 'PUT') this.repositories.set(name, Buffer.isBuffer(body) ? JSON.parse(body.toString()) : body);
    if (method === 'DELETE') this.repositories.delete(name);
    return { status: 200, body: method === 'GET' ? Object.fromEntries(this.repositories) : { acknowledged: true } };
  }

  private snapshot(method: string, name: string): EngineAnswer {
    if (method === 'PUT') {
      if (this.stored.has(name)) return { status: 400, body: { error: { reason: 'snapshot with the same name already exists' } } };
      this.stored.set(name, { snapshot: name, documents: this.documents, startedMillis: this.nowMillis });
      return { status: 200, body: { snapshot: { snapshot: name, state: 'SUCCESS' } } };
    }
    if (method === 'DELETE') {
      for (const one of name.split(',')) this.stored.delete(one);
      return { status: 200, body: { acknowledged: true } };
    }
    const wanted = name === '_all' ? [...this.stored.values()] : name.split(',').flatMap((one) => this.stored.get(one) ?? []);
    return { status: 200, body: { snapshots: wanted.map(entryOf) } };
  }
}

function entryOf({ snapshot, documents, startedMillis }: Stored): object {
  return {
    snapshot, uuid: `uuid-${snapshot}`, indices: documents > 0 ? ['datasets'] : [], state: 'SUCCESS', shards: { total: 1, failed: 0, successful: 1 },
    start_time: 'of real time', start_time_in_millis: startedMillis, end_time: 'of real time', end_time_in_millis: startedMillis + 40, duration_in_millis: 40,
  };
}

/** Engines of a test: in memory, kept over a reopening of the catalogue like the files of real ones. */
export class FakeEngines implements SearchEngines {
  readonly engines = new Map<string, FakeEngine>();
  /** Why there is no engine at all; null when there is. */
  missing: string | null = null;
  /** Refs whose data was removed. */
  readonly dropped: string[] = [];
  starts = 0;

  of({ ref }: Pick<Domain, 'ref'>): FakeEngine {
    const engine = this.engines.get(ref) ?? new FakeEngine();
    this.engines.set(ref, engine);
    return engine;
  }

  prepare(): Promise<string | null> {
    return Promise.resolve(this.missing);
  }

  gap(): Promise<string | null> {
    return Promise.resolve(this.missing);
  }

  async ensure(domain: Domain): Promise<EngineAccess> {
    if (this.missing !== null) throw new EngineUnavailable(this.missing);
    this.starts += 1;
    return this.of(domain);
  }

  running(ref: string): EngineAccess | null {
    return this.engines.get(ref) ?? null;
  }

  status(ref: string): EngineStatus {
    return { state: this.engines.has(ref) ? 'running' : 'stopped', pid: null, failure: this.missing };
  }

  drop(ref: string): Promise<void> {
    this.engines.delete(ref);
    this.dropped.push(ref);
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
