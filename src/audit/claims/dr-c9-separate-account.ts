import { refuted } from '../answer.ts';
import type { Answer, ClaimModule } from '../answer.ts';
import { copiedDaily } from '../copied-daily.ts';
import type { Known } from '../known.ts';
import { openTo } from '../open-to.ts';

/**
 * DR-C9: daily copies lie in a separate account: newer than a day, and in no vault or bucket that everybody may read. Asked of what AWS Backup or
 * a daily job copies; a search index has an in-house process (DR-C11), and a finding where that has no copy in a separate account.
 */
export const separateAccount: ClaimModule = { id: 'DR-C9', needs: ['store', 'vault', 'point', 'key', 'bucket', 'other-points'], judge };

function judge(known: Known): Answer {
  const outside = [...known.of('vault'), ...known.of('bucket')].filter(({ account, policy }) => account !== known.scope.accounts.platform && openTo(policy, READS) === 'everybody');
  if (outside.length > 0) return refuted(`everybody may read ${outside.map(({ name }) => name).join(', ')}`, outside);
  return copiedDaily(known, { where: 'a separate account', there: (store, place) => place.account !== store.account, of: ({ service }) => service !== 'opensearch' });
}

const READS = /^(\*|s3:(\*|Get.*)|backup:(\*|StartRestoreJob|StartCopyJob|CopyFromBackupVault))$/;
