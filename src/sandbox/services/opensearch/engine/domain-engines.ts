import { join } from 'node:path';
import { freePort } from '#engines/free-port';
import type { SandboxContext } from '../../../service.ts';
import { automatedRepository, type Domain } from '../model.ts';
import { snapshotKeys } from '../snapshot-role.ts';
import { stateOf } from '../state.ts';
import { automatedFolder, engineFolder, engineFolders, removeEngineFolder } from './engine-folders.ts';
import { engineHttp } from './engine-http.ts';
import type { EngineSource, OpenSearchInstall, RunningOpenSearch } from './engine-source.ts';
import { EngineUnavailable, type EngineAccess, type EngineStatus, type SearchEngines } from './search-engines.ts';

interface Up {
  readonly server: RunningOpenSearch;
  readonly access: EngineAccess & { close(): void };
}

/** Real engines, one process for each domain that was asked for, in `<state>/opensearch/<ref>`. */
export class DomainEngines implements SearchEngines {
  private readonly context: SandboxContext;
  private readonly source: EngineSource;
  private readonly up = new Map<string, Up>();
  private readonly starting = new Map<string, Promise<EngineAccess>>();
  private readonly failures = new Map<string, string>();
  private install: OpenSearchInstall | null = null;
  private readonly swept: Promise<void>;
  private closed = false;

  constructor(context: SandboxContext, source: EngineSource) {
    this.context = context;
    this.source = source;
    this.swept = this.sweep();
  }

  prepare(): Promise<string | null> {
    return this.look(true);
  }

  gap(): Promise<string | null> {
    return this.look(false);
  }

  running(ref: string): EngineAccess | null {
    return this.up.get(ref)?.access ?? null;
  }

  async ensure(domain: Domain): Promise<EngineAccess> {
    const up = this.up.get(domain.ref);
    if (up) return up.access;
    const known = this.starting.get(domain.ref);
    if (known) return known;
    const starting = this.start(domain);
    this.starting.set(domain.ref, starting);
    try {
      return await starting;
    } finally {
      this.starting.delete(domain.ref);
    }
  }

  status(ref: string): EngineStatus {
    const up = this.up.get(ref);
    const failure = this.failures.get(ref) ?? null;
    if (up) return { state: 'running', pid: up.server.pid, failure: null };
    return { state: this.starting.has(ref) ? 'starting' : failure === null ? 'stopped' : 'failed', pid: null, failure };
  }

  async drop(ref: string): Promise<void> {
    await this.starting.get(ref)?.catch(() => undefined);
    await this.halt(ref, 'crash');
    this.failures.delete(ref);
    await this.swept;
    await this.leave(ref);
    await removeEngineFolder(this.context.state, ref);
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.allSettled([this.swept, ...this.starting.values()]);
    await Promise.all([...this.up.keys()].map((ref) => this.halt(ref, 'order')));
  }

  private async look(fetch: boolean): Promise<string | null> {
    if (this.install) return null;
    const found = await this.source.find({ fetch });
    if (found.kind === 'gap') return found.gap;
    this.install = found.install;
    return null;
  }

  private async start(domain: Domain): Promise<EngineAccess> {
    try {
      const gap = await this.look(false);
      if (gap !== null) throw new EngineUnavailable(gap);
      await this.swept;
      const up = await this.launch(domain);
      this.failures.delete(domain.ref);
      this.up.set(domain.ref, up);
      up.server.exited.then((end) => this.ended(domain, up, end.lastWords), () => undefined);
      await this.register(domain, up.access);
      if (this.closed) await this.halt(domain.ref, 'order');
      return up.access;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.failures.set(domain.ref, message);
      throw error instanceof EngineUnavailable ? error : new EngineUnavailable(message, error);
    }
  }

  private async launch({ ref, ...domain }: Domain): Promise<Up> {
    if (!this.install || this.closed) throw new EngineUnavailable('The sandbox is closing.');
    const folder = engineFolder(this.context.state, ref);
    const s3 = snapshotKeys(this.context, { ref, ...domain });
    const server = await this.source.start({
      install: this.install,
      folder,
      port: await freePort(),
      clusterName: `${domain.account}-${domain.name}`,
      ...(s3 === null ? {} : { s3 }),
      pathRepo: [automatedFolder(this.context.state, ref)],
      log: join(folder, 'server.log'),
    });
    return { server, access: engineHttp(server.url) };
  }

  /** The repository of the automated snapshots is there before any user's request. */
  private async register(domain: Domain, access: EngineAccess): Promise<void> {
    const location = automatedFolder(this.context.state, domain.ref);
    const { status, body } = await access.request('PUT', `/_snapshot/${automatedRepository(domain)}?verify=false`, { type: 'fs', settings: { location, compress: true } });
    if (status !== 200) this.context.log(`opensearch: the repository of automated snapshots of ${domain.name} could not be registered: ${JSON.stringify(body).slice(0, 500)}`);
  }

  private ended({ name, ref }: Domain, up: Up, lastWords: string | null): void {
    up.access.close();
    if (this.up.get(ref) !== up) return;
    this.up.delete(ref);
    this.context.log(`opensearch: the engine of ${name} ended by itself${lastWords === null ? '' : ` (${lastWords})`}; the next request starts it again`);
  }

  /** A server that does not answer keeps what it has, and its domain can be deleted all the same. */
  private async leave(ref: string): Promise<void> {
    try {
      await this.source.leave(engineFolder(this.context.state, ref));
    } catch (error) {
      this.context.log(`opensearch: what ${ref} left on the server of REDRILL_OPENSEARCH_URL is still there: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  private async halt(ref: string, how: 'order' | 'crash'): Promise<void> {
    const up = this.up.get(ref);
    this.up.delete(ref);
    if (!up) return;
    up.access.close();
    await up.server.stop(how);
  }

  /** Ends what a killed sandbox left running, and removes the data of domains that are gone. */
  private async sweep(): Promise<void> {
    const { state, catalogue, log } = this.context;
    const { domains } = stateOf(catalogue);
    for (const ref of engineFolders(state)) {
      try {
        await this.source.endLeft(engineFolder(state, ref));
        if (domains.byRef(ref) === null) await removeEngineFolder(state, ref);
      } catch (error) {
        log(`opensearch: what an earlier run left in ${ref} could not be cleaned up: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
}
