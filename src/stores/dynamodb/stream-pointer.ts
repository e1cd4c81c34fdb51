import type { AwsAccess } from '#contract/aws';
import { readPointer } from '#targets/pointer';

/** The SSM parameter that holds the ARN of the stream its consumers read: it stands below the one that names the table. */
export function streamPointer(pointer: string): string {
  return `${pointer}/stream`;
}

/**
 * Whether those who follow a table's changes read the stream that it has now. Null where nobody says which stream they read: then there is
 * nobody to lead astray.
 */
export async function streamFollowed(access: AwsAccess, { pointer, live }: { readonly pointer: string; readonly live: string | null }): Promise<{ readonly said: string | null; readonly followed: boolean | null }> {
  const said = await readPointer(access, streamPointer(pointer));
  return { said, followed: said === null ? null : said === live };
}
