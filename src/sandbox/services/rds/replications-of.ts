import { rdsArn } from './ids.ts';
import type { RdsState } from './state.ts';

/** Where the automated backups of an instance are replicated to, as its own region tells it. */
export function replicationsOf(state: RdsState, ref: string): readonly { readonly DBInstanceAutomatedBackupsArn: string }[] {
  return state.backups.all().filter(({ replicaOf, status }) => replicaOf?.ref === ref && status === 'active').map((backup) => ({ DBInstanceAutomatedBackupsArn: rdsArn('auto-backup', backup) }));
}
