import { RedrillError } from '#kit/redrill-error';
import { installPostgres } from './install-postgres.ts';

export type EngineStatus =
  | { readonly kind: 'real'; readonly version: string; readonly path: string; readonly how: string }
  | { readonly kind: 'missing'; readonly gap: string };

/** What `redrill doctor` and the report say of PostgreSQL: real with version and path, or a named gap. */
export async function postgresStatus(): Promise<EngineStatus> {
  try {
    const { version, postgres, how } = await installPostgres();
    return { kind: 'real', version, path: postgres, how };
  } catch (error) {
    if (error instanceof RedrillError) return { kind: 'missing', gap: error.message };
    throw error;
  }
}
