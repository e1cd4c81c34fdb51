import type { Catalogue, SandboxSettings } from './service.ts';

/** Table of the knobs. */
export const SETTINGS_TABLE = 'CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value REAL NOT NULL) STRICT, WITHOUT ROWID';

const DEFAULTS = { 'bucket-name-hold-seconds': 0, 'duration-factor': 1 } as const;

/** Knobs of the control port; kept in the catalogue, so they survive a restart. */
export function openSettings(catalogue: Catalogue): SandboxSettings {
  const read = catalogue.db.prepare('SELECT value FROM settings WHERE name = ?');
  const write = catalogue.db.prepare('INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value');
  return {
    get: (name) => (read.get(name) as { value: number } | undefined)?.value ?? DEFAULTS[name],
    set: (name, value) => { write.run(name, value); },
  };
}
