import type { DrillContext } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { safetyPlaces } from './safety-places.ts';

/** The commands with which a person brings a bucket back from the safety copy: aws CLI and jq, as the drill's operator. */
export function byHand(context: DrillContext, store: StoreConfig): readonly string[] {
  const places = safetyPlaces(context, store.id);
  const { resource: bucket, region } = context.binding(store.id);
  const settings = 'settings.json';
  const part = (name: string): string => `"$(jq -c '.${name}' ${settings})"`;
  return [
    `aws s3 cp s3://${places.bucket}/${places.settings} ${settings} --region ${places.region}`,
    `aws s3api create-bucket --bucket ${bucket} --region ${region} --create-bucket-configuration LocationConstraint=${region}`,
    `aws s3api put-public-access-block --bucket ${bucket} --public-access-block-configuration ${part('publicAccessBlock')}`,
    `aws s3api put-bucket-ownership-controls --bucket ${bucket} --ownership-controls ${part('ownership')}`,
    `aws s3api put-bucket-versioning --bucket ${bucket} --versioning-configuration Status=Enabled`,
    `aws s3api put-bucket-encryption --bucket ${bucket} --server-side-encryption-configuration ${part('encryption')}`,
    `aws s3api put-bucket-tagging --bucket ${bucket} --tagging "$(jq -c '{TagSet: .tags}' ${settings})"`,
    `aws s3api put-bucket-policy --bucket ${bucket} --policy ${part('policy')}`,
    `aws s3api put-bucket-lifecycle-configuration --bucket ${bucket} --lifecycle-configuration "$(jq -c '{Rules: .lifecycle}' ${settings})"`,
    `aws s3 cp s3://${places.bucket}/${places.objects} s3://${bucket}/ --recursive --only-show-errors --source-region ${places.region} --region ${region}`,
    `aws s3 cp s3://${places.bucket}/${places.longNames} - --region ${places.region} | jq -r 'to_entries[] | [.key, .value] | @tsv' | while IFS="$(printf '\\t')" read -r digest key; do aws s3api copy-object --copy-source "${places.bucket}/${places.long}$digest" --bucket ${bucket} --key "$key" --region ${region}; done`,
    `aws s3api put-bucket-notification-configuration --bucket ${bucket} --notification-configuration ${part('notification')}`,
    `aws ssm put-parameter --name ${store.pointer} --value ${bucket} --type String --overwrite --region ${region}`,
  ];
}
