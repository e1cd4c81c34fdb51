import type { StoreConfig } from '#contract/config.schema';
import type { DrillContext } from '#contract/modules';
import { safetyPlaces } from './safety-places.ts';

/** The commands with which a person brings a file system back from the safety copy: aws CLI and jq, as root on a machine that mounts it at /mnt/efs. */
export function byHand(context: DrillContext, store: StoreConfig): readonly string[] {
  const places = safetyPlaces(context, store.id);
  const { resource, region, pointer } = context.binding(store.id);
  return [
    `export AWS_REGION=${region}`,
    `aws s3 cp s3://${places.bucket}/${places.prefix} safety/ --recursive --only-show-errors --region ${places.region}`,
    `FS=${resource}; aws efs describe-file-systems --file-system-id $FS   # FileSystemNotFound: make one and set FS to its id:`,
    `aws efs create-file-system --creation-token redrill-${places.own} $(jq -r '.settings | if .Encrypted then "--encrypted --kms-key-id " + .KmsKeyId else "" end' safety/settings.json) --performance-mode $(jq -r .settings.PerformanceMode safety/settings.json) --throughput-mode $(jq -r .settings.ThroughputMode safety/settings.json) --tags "$(jq -c .settings.Tags safety/settings.json)"`,
    `jq -c '.settings.MountTargets[]' safety/settings.json | while read -r t; do aws efs create-mount-target --file-system-id $FS --subnet-id $(jq -r .SubnetId <<<"$t") --security-groups $(jq -r '.SecurityGroups[]' <<<"$t"); done`,
    `jq -c '.settings.AccessPoints[]' safety/settings.json | while read -r p; do aws efs create-access-point --file-system-id $FS --posix-user "$(jq -c .PosixUser <<<"$p")" --root-directory "$(jq -c .RootDirectory <<<"$p")" --tags Key=Name,Value=$(jq -r .Name <<<"$p"); done`,
    `jq -e '.settings.Policy' safety/settings.json && aws efs put-file-system-policy --file-system-id $FS --policy "$(jq -c .settings.Policy safety/settings.json | sed "s|{file-system}|$(aws efs describe-file-systems --file-system-id $FS --query 'FileSystems[0].FileSystemArn' --output text)|g")"`,
    `aws efs put-backup-policy --file-system-id $FS --backup-policy Status=$(jq -r .settings.BackupPolicy safety/settings.json)`,
    `mount -t efs -o tls $FS:/ /mnt/efs`,
    `jq -r 'select(.kind == "folder") | [.path, (.uid|tostring), (.gid|tostring)] | @tsv' safety/tree.ndjson | while IFS=$'\\t' read -r p u g; do install -d -o $u -g $g "/mnt/efs/$p"; done`,
    `jq -r 'select(.kind == "file") | [.path, (.uid|tostring), (.gid|tostring), (.pieces|join(" "))] | @tsv' safety/tree.ndjson | while IFS=$'\\t' read -r p u g s; do ( cd safety/pieces && cat /dev/null $s ) > "/mnt/efs/$p"; chown $u:$g "/mnt/efs/$p"; done   # modes are in .mode, links in .target`,
    `aws ssm put-parameter --name ${pointer} --type String --overwrite --value $FS`,
  ];
}
