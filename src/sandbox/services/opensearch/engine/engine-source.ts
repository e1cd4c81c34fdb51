import { findOpenSearch } from '#engines/opensearch/opensearch-install';
import type { FindOpenSearch, OpenSearchInstall } from '#engines/opensearch/opensearch-install';
import { leaveOwn } from '#engines/opensearch/own-opensearch';
import { endLeftOpenSearch, startOpenSearch } from '#engines/opensearch/start-opensearch';
import type { RunningOpenSearch, StartOpenSearchInput } from '#engines/opensearch/start-opensearch';

export type { OpenSearchInstall, RunningOpenSearch };

/** Where engines come from; tests put another one in its place. */
export interface EngineSource {
  find(input: { readonly fetch: boolean }): Promise<FindOpenSearch>;
  start(input: StartOpenSearchInput): Promise<RunningOpenSearch>;
  endLeft(folder: string): Promise<void>;
  /** Takes away what the domain of a folder left elsewhere: on a user's own server. */
  leave(folder: string): Promise<void>;
}

/** The real ones. */
export const OPENSEARCH: EngineSource = { find: findOpenSearch, start: startOpenSearch, endLeft: endLeftOpenSearch, leave: (folder) => leaveOwn(folder) };
