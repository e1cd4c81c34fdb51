/** How AWS Backup names a resource of a service. */
export function arnOf(service: string, { account, region, resource }: { readonly account: string; readonly region: string; readonly resource: string }): string {
  const at = `${region}:${account}`;
  switch (service) {
    case 's3': return `arn:aws:s3:::${resource}`;
    case 'rds': return `arn:aws:rds:${at}:db:${resource}`;
    case 'dynamodb': return `arn:aws:dynamodb:${at}:table/${resource}`;
    case 'efs': return `arn:aws:elasticfilesystem:${at}:file-system/${resource}`;
    case 'ebs': return `arn:aws:ec2:${at}:volume/${resource}`;
    default: return `arn:aws:es:${at}:domain/${resource}`;
  }
}
