/** Keys that every restore of a bucket names anew, whatever the point was made with. */
const OURS = ['DestinationBucketName', 'NewBucket', 'CreationToken', 'Encrypted', 'EncryptionType', 'KMSKey', 'RestoreACLs', 'RestoreTime', 'ItemsToRestore', 'RestoreLatestVersionsUpTo'].map((key) => key.toLowerCase());

/**
 * What StartRestoreJob needs to bring a bucket's newest versions into an existing bucket (aws-facts 1.5): AWS Backup's own suggestion
 * for the point with the destination, the encryption and the ACLs said plainly. `original` keeps each object's own encryption.
 */
export function bucketMetadata(suggested: Readonly<Record<string, string>>, { bucket, token }: { readonly bucket: string; readonly token: string }): Readonly<Record<string, string>> {
  const kept = Object.entries(suggested).filter(([key]) => !OURS.includes(key.toLowerCase()));
  return { ...Object.fromEntries(kept), DestinationBucketName: bucket, NewBucket: 'false', CreationToken: token, Encrypted: 'true', EncryptionType: 'original', RestoreACLs: 'false' };
}
