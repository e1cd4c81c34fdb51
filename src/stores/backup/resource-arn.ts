import type { StoreConfig } from '#contract/config.schema';
import type { Binding } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { tableArn } from '../dynamodb/table-arn.ts';
import { volumeArn } from '../ebs/describe-volume.ts';
import { fileSystemArn } from '../efs/describe-file-system.ts';

type Place = Pick<Binding, 'account' | 'region' | 'resource'>;

/** The ARN by which AWS Backup knows what a store is bound to. Throws for a search domain, which AWS Backup does not take. */
export function resourceArn({ id, service }: Pick<StoreConfig, 'id' | 'service'>, place: Place): string {
  switch (service) {
    case 's3': return `arn:aws:s3:::${place.resource}`;
    case 'rds': return `arn:aws:rds:${place.region}:${place.account}:db:${place.resource}`;
    case 'dynamodb': return tableArn(place);
    case 'efs': return fileSystemArn(place);
    case 'ebs': return volumeArn(place);
    case 'opensearch': throw new RedrillError('backup.not-taken', `${id} is a search domain, and AWS Backup takes none: make its index anew from the source files`);
  }
}
