import type { DrillContext } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { safetyPlaces } from './safety-places.ts';

/** The commands with which a person brings a domain back from the safety copy: aws CLI, curl and jq, with the operator's credentials. */
export function byHand(context: DrillContext, store: StoreConfig): readonly string[] {
  const { bucket, region: where, root, definition } = safetyPlaces(context, store.id);
  const { resource, region, pointer } = context.binding(store.id);
  const file = 'definition.json';
  return [
    `export AWS_REGION=${region}`,
    `aws s3 cp s3://${bucket}/${definition} ${file} --region ${where} && aws s3 sync s3://${bucket}/${root}documents documents --region ${where}`,
    `E="$(jq -r '.pointer' ${file} | sed 's|/[^/]*$||')"   # the address of domain ${resource}`,
    `es() { curl -sS --fail-with-body --aws-sigv4 "aws:amz:${region}:es" --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" -H "x-amz-security-token: $AWS_SESSION_TOKEN" -H 'content-type: application/json' "$@"; }`,
    `es "$E/_cat/indices?h=index" | grep -v '^\\.' | while read -r index; do es -X DELETE "$E/$index"; done   # look whose they are first`,
    `jq -r '.contents.templates | keys[]' ${file} | while read -r name; do jq -c --arg n "$name" '.contents.templates[$n]' ${file} | es -X PUT "$E/_index_template/$name" -d @-; done`,
    `jq -r '.contents.indices[].index' ${file} | while read -r index; do jq -c --arg i "$index" '.contents.indices[] | select(.index == $i) | {settings, mappings}' ${file} | es -X PUT "$E/$index" -d @-; for body in documents/$index/*; do es -X POST "$E/$index/_bulk?filter_path=errors" --data-binary "@$body"; done; done   # each must say "errors":false`,
    `jq -c '{actions: [.contents.aliases | to_entries[] | .key as $alias | .value[] | {add: {index: ., alias: $alias}}]}' ${file} | es -X POST "$E/_aliases" -d @-`,
    `aws ssm put-parameter --name ${pointer} --type String --overwrite --value "$(jq -r '.pointer' ${file})"`,
    `aws ssm put-parameter --name ${pointer}/writers --type String --overwrite --value "$(jq -r '.writers' ${file})"`,
  ];
}
