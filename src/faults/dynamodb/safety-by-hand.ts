import type { DrillContext } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { streamPointer } from '#stores/dynamodb/stream-pointer';
import { safetyPlaces } from './safety-places.ts';

/** The commands with which a person brings a table back from the safety copy: aws CLI and jq, as the drill's operator. */
export function byHand(context: DrillContext, store: StoreConfig): readonly string[] {
  const places = safetyPlaces(context, store.id);
  const { resource: name, region, pointer, account } = context.binding(store.id);
  const file = 'table.json';
  const setting = (path: string): string => `"$(jq -c '.settings.${path}' ${file})"`;
  return [
    `export AWS_REGION=${region}`,
    `aws s3 cp s3://${places.bucket}/${places.settings} ${file} --region ${places.region}`,
    `aws dynamodb describe-table --table-name ${name} --query Table.TableStatus   # ResourceNotFoundException: go on; anything else: look whose it is first`,
    `aws dynamodb restore-table-from-backup --target-table-name ${name} --backup-arn "$(jq -r .backup ${file})" --sse-specification-override ${setting('SSESpecification')}   # leave the last option out where it is null`,
    `aws dynamodb wait table-exists --table-name ${name}`,
    `aws dynamodb update-table --table-name ${name} --stream-specification ${setting('StreamSpecification')} && aws dynamodb wait table-exists --table-name ${name}`,
    `aws dynamodb update-time-to-live --table-name ${name} --time-to-live-specification ${setting('TimeToLiveSpecification')}`,
    `aws dynamodb update-continuous-backups --table-name ${name} --point-in-time-recovery-specification ${setting('PointInTimeRecoverySpecification')}`,
    `aws dynamodb tag-resource --resource-arn arn:aws:dynamodb:${region}:${account}:table/${name} --tags ${setting('Tags')}`,
    `aws dynamodb update-table --table-name ${name} $(jq -r 'if .settings.DeletionProtectionEnabled then "--deletion-protection-enabled" else "--no-deletion-protection-enabled" end' ${file})`,
    `aws ssm put-parameter --name ${pointer} --type String --overwrite --value ${name}`,
    `aws ssm put-parameter --name ${streamPointer(pointer)} --type String --overwrite --value "$(aws dynamodb describe-table --table-name ${name} --query Table.LatestStreamArn --output text)"`,
    `aws dynamodb delete-backup --backup-arn "$(jq -r .backup ${file})"   # when the table is back and checked`,
  ];
}
