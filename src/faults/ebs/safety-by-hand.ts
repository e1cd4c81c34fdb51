import type { DrillContext } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { safetyPlaces } from './safety-places.ts';

/** The commands with which a person brings a volume back from the safety copy: aws CLI and jq, as the drill's operator. */
export function byHand(context: DrillContext, store: StoreConfig): readonly string[] {
  const places = safetyPlaces(context, store.id);
  const { region, pointer } = context.binding(store.id);
  const file = 'volume.json';
  const part = (name: string): string => `"$(jq -r '.${name}' ${file})"`;
  return [
    `export AWS_REGION=${region}`,
    `aws s3 cp s3://${places.bucket}/${places.settings} ${file} --region ${places.region}`,
    `aws ec2 describe-volumes --volume-ids "$(aws ssm get-parameter --name ${pointer} --query Parameter.Value --output text)" --query 'Volumes[0].[State,Attachments]'   # InvalidVolume.NotFound: go on; anything else: look whose it is first`,
    `V=$(aws ec2 create-volume --snapshot-id ${part('snapshotId')} --availability-zone ${part('settings.AvailabilityZone')} --volume-type ${part('settings.VolumeType')} $(jq -r '.settings | (if .Iops then "--iops \\(.Iops)" else "" end) + (if .Throughput then " --throughput \\(.Throughput)" else "" end) + (if .Encrypted then " --encrypted --kms-key-id \\(.KmsKeyId)" else "" end)' ${file}) --tag-specifications "$(jq -c '[{ResourceType: "volume", Tags: .settings.Tags}]' ${file})" --query VolumeId --output text)`,
    'aws ec2 wait volume-available --volume-ids "$V"',
    `aws ec2 attach-volume --volume-id "$V" --instance-id ${part('settings.Attachment.InstanceId')} --device ${part('settings.Attachment.Device')}`,
    `aws ssm put-parameter --name ${pointer} --type String --overwrite --value "$V"`,
    `aws ec2 delete-snapshot --snapshot-id ${part('snapshotId')}   # when the volume is back and checked`,
  ];
}
