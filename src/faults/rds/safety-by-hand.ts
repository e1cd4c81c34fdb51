import type { DrillContext } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { safetyPlaces } from './safety-places.ts';

/** The commands with which a person brings an instance back from the safety copy: aws CLI and jq, as the drill's operator. */
export function byHand(context: DrillContext, store: StoreConfig): readonly string[] {
  const places = safetyPlaces(context, store.id);
  const { resource: identifier, region, pointer } = context.binding(store.id);
  const settings = 'instance.json';
  const part = (name: string): string => `"$(jq -r '.settings.${name}' ${settings})"`;
  return [
    `export AWS_REGION=${region}`,
    `aws s3 cp s3://${places.bucket}/${places.settings} ${settings} --region ${places.region}`,
    `aws rds describe-db-instances --db-instance-identifier ${identifier} --query 'DBInstances[0].DBInstanceStatus'   # DBInstanceNotFound: go on; anything else: look whose it is first`,
    `aws rds restore-db-instance-from-db-snapshot --db-instance-identifier ${identifier} --db-snapshot-identifier ${places.snapshot} --db-instance-class ${part('DBInstanceClass')} --db-subnet-group-name ${part('DBSubnetGroupName')} --db-parameter-group-name ${part('DBParameterGroupName')} $(jq -r '.settings.OptionGroupName // empty | "--option-group-name " + .' ${settings}) --vpc-security-group-ids $(jq -r '.settings.VpcSecurityGroupIds[]' ${settings}) $(jq -r 'if .settings.PubliclyAccessible then "--publicly-accessible" else "--no-publicly-accessible" end' ${settings}) $(jq -r 'if .settings.MultiAZ then "--multi-az" else "--no-multi-az" end' ${settings}) $(jq -r 'if .settings.CopyTagsToSnapshot then "--copy-tags-to-snapshot" else "--no-copy-tags-to-snapshot" end' ${settings}) --tags "$(jq -c '.settings.Tags' ${settings})"`,
    `aws rds wait db-instance-available --db-instance-identifier ${identifier}`,
    `aws rds modify-db-instance --db-instance-identifier ${identifier} --backup-retention-period ${part('BackupRetentionPeriod')} $(jq -r 'if .settings.DeletionProtection then "--deletion-protection" else "--no-deletion-protection" end' ${settings}) --apply-immediately`,
    `aws ssm put-parameter --name ${pointer} --type String --overwrite --value "postgresql://$(aws rds describe-db-instances --db-instance-identifier ${identifier} --query 'DBInstances[0].Endpoint.join(\`:\`, [Address, to_string(Port)])' --output text)/$(jq -r .settings.DBName ${settings})"`,
    `aws rds delete-db-snapshot --db-snapshot-identifier ${places.snapshot}   # when the database is back and checked`,
  ];
}
