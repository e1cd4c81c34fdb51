import { createRequire } from 'node:module';

const load = createRequire(import.meta.url);

/** The SDK's S3 commands, loaded at the first use: commands of redrill that touch no bucket start without it. */
export function s3Sdk(): typeof import('@aws-sdk/client-s3') {
  return load('@aws-sdk/client-s3') as typeof import('@aws-sdk/client-s3');
}
