import type { Catalogue, Place } from '../../service.ts';

/** What an account has chosen in a region, by resource type. */
export interface RegionSettings {
  /** Which types AWS Backup protects at all; a type that is not named is. */
  readonly optIn: Readonly<Record<string, boolean>>;
  /** Which types it manages fully where it can; for DynamoDB: with the advanced features. A type that is not named is. */
  readonly management: Readonly<Record<string, boolean>>;
}

export const REGION_SETTINGS_TABLE = 'CREATE TABLE IF NOT EXISTS backup_region (account TEXT NOT NULL, region TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (account, region)) STRICT;';

/** Settings of an account in a region: everything is on, as in accounts whose first vault was made after 2021-11-21 (aws-facts.md 2.2). */
export function regionSettings({ db }: Catalogue, { account, region }: Place): RegionSettings {
  const row = db.prepare('SELECT body FROM backup_region WHERE account = ? AND region = ?').get(account, region) as { readonly body: string } | undefined;
  return row ? JSON.parse(row.body) as RegionSettings : { optIn: {}, management: {} };
}

export function keepRegionSettings({ db }: Catalogue, { account, region }: Place, settings: RegionSettings): void {
  db.prepare('INSERT OR REPLACE INTO backup_region (account, region, body) VALUES (?, ?, ?)').run(account, region, JSON.stringify(settings));
}

/** Whether a type's points belong to AWS Backup altogether: named by it, under the vault's key, to be copied. Both preferences must say so. */
export function fullyManaged(catalogue: Catalogue, place: Place, type: string): boolean {
  const { optIn, management } = regionSettings(catalogue, place);
  return (optIn[type] ?? true) && (management[type] ?? true);
}
