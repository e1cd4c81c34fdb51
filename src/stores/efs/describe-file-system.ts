import type { FileSystemDescription } from '@aws-sdk/client-efs';
import type { AwsAccess } from '#contract/aws';
import { efsCode } from './efs-code.ts';
import { efsSdk, withEfs } from './with-efs.ts';

/** A file system as EFS tells it; null when there is none of that id. */
export async function describeFileSystem(access: AwsAccess, id: string): Promise<FileSystemDescription | null> {
  if (!/^fs-[0-9a-f]{8,40}$/.test(id)) return null;
  try {
    const { FileSystems } = await withEfs(access, (client) => client.send(new (efsSdk().DescribeFileSystemsCommand)({ FileSystemId: id })));
    return FileSystems?.[0] ?? null;
  } catch (error) {
    if (efsCode(error) === 'FileSystemNotFound') return null;
    throw error;
  }
}

/** Tags of a file system by their keys. */
export function tagsOf({ Tags }: Pick<FileSystemDescription, 'Tags'>): Readonly<Record<string, string>> {
  return Object.fromEntries((Tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));
}

/** How AWS Backup names a file system. */
export function fileSystemArn({ account, region, resource }: { readonly account: string; readonly region: string; readonly resource: string }): string {
  return `arn:aws:elasticfilesystem:${region}:${account}:file-system/${resource}`;
}
