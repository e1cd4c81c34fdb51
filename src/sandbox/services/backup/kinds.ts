import type { BackupResourceKind } from '../../backup-resource.ts';
import { bug } from '#kit/redrill-error';
import { backupErrors } from './errors.ts';

/** The kinds of resources that can be protected. */
export interface Kinds {
  readonly all: readonly BackupResourceKind[];
  /** Of a stored thing, whose type is known to be served. */
  of(type: string): BackupResourceKind;
  /** Of a resource a client names. Throws InvalidParameterValueException for services that are not served. */
  owning(resourceArn: string): BackupResourceKind;
}

export function kindsOf(all: readonly BackupResourceKind[]): Kinds {
  return {
    all,
    of: (type) => {
      const kind = all.find((one) => one.type === type);
      if (!kind) throw bug('backup.kind-gone', `a stored job or point is of type ${type}, which is not served any more`);
      return kind;
    },
    owning: (resourceArn) => {
      const kind = all.find((one) => one.owns(resourceArn));
      if (!kind && resourceArn.startsWith('arn:aws:es:')) throw backupErrors.invalidParameter(`AWS Backup does not support Amazon OpenSearch Service domains: ${resourceArn}`);
      if (!kind) throw backupErrors.unsupported(`the resource ${resourceArn} (it protects ${all.map(({ type }) => type).join(' and ')})`);
      return kind;
    },
  };
}
