import { defineConfig } from 'redrill';

/**
 * The reference platform: a life-science data platform that runs wholly on AWS, as its two public documents describe it
 * ("DR" = backup and disaster recovery, "SEC" = data security). Claims are restated in our own words; ids are stable.
 * Replace this file by your own platform; `redrill config` shows what it resolves to.
 */
export default defineConfig({
  platform: {
    name: 'Life-science data platform (reference)',
    stores: [
      {
        id: 'DR-S5',
        service: 's3',
        title: 'Portal files',
        holds: 'static content (media, configuration), input and output files, application logs',
        account: 'platform',
        region: 'us-west-2',
        resource: 'portal-data',
        pointer: '/portal/stores/dr-s5',
        backups: [
          {
            id: 'dr-s5-daily-copy',
            kind: 's3-copy',
            title: 'Daily copy into the separate backup account',
            account: 'backup',
            region: 'us-west-2',
            resource: 'portal-data-copy',
            log: '_copies/portal-data/',
            schedule: 'cron(0 2 * * ? *)',
            every: 'P1D',
            retention: 'P60D',
          },
          {
            id: 'dr-s5-aws-backup',
            kind: 'aws-backup',
            title: 'Daily backup by AWS Backup for S3',
            account: 'platform',
            region: 'us-west-2',
            resource: 'portal-daily',
            schedule: 'cron(0 5 * * ? *)',
            every: 'P1D',
            retention: 'P60D',
          },
        ],
      },
      {
        id: 'DR-S1',
        service: 'rds',
        title: 'Portal database',
        holds: 'relational, transactional data: users, organisations, workspaces and their metadata',
        account: 'platform',
        region: 'us-west-2',
        resource: 'portal-db',
        pointer: '/portal/stores/dr-s1',
        // What the documents rely on comes first; the others belong to ways that lose less.
        backups: [
          {
            id: 'dr-s1-daily',
            kind: 'aws-backup',
            title: 'Daily snapshot by AWS Backup',
            account: 'platform',
            region: 'us-west-2',
            resource: 'portal-daily',
            schedule: 'cron(0 5 * * ? *)',
            every: 'P1D',
            retention: 'P60D',
          },
          {
            id: 'dr-s1-continuous',
            kind: 'aws-backup',
            title: 'Continuous backup by AWS Backup',
            account: 'platform',
            region: 'us-west-2',
            resource: 'portal-continuous',
            continuous: true,
            schedule: 'cron(0 5 * * ? *)',
            every: 'PT5M',
            retention: 'P35D',
          },
          {
            id: 'dr-s1-automated',
            kind: 'rds-automated',
            title: 'Automated backups of the instance',
            account: 'platform',
            region: 'us-west-2',
            resource: 'portal-db',
            // The window in which RDS takes its own snapshot; logs are shipped every five minutes all day.
            schedule: 'cron(0 3 * * ? *)',
            every: 'PT5M',
            retention: 'P35D',
          },
        ],
      },
    ],
    threats: [
      { id: 'DR-T1', text: 'Somebody or something deletes data by accident' },
      { id: 'DR-T2', text: 'A natural hazard takes a site or a region away' },
      { id: 'DR-T3', text: 'Somebody gains unwanted access to the AWS account' },
    ],
    claims: [
      { id: 'DR-C1', document: 'DR', text: 'No platform data lives outside the AWS account' },
      { id: 'DR-C2', document: 'DR', text: 'Every store is backed up daily' },
      { id: 'DR-C3', document: 'DR', text: 'In a serious event downtime is cut to a few hours' },
      { id: 'DR-C4', document: 'DR', text: 'Data can be restored to any point in time of the last 120 days' },
      { id: 'DR-C5', document: 'DR', text: 'Backups are retained for 60 days' },
      { id: 'DR-C6', document: 'DR', text: 'Backups are encrypted at rest' },
      { id: 'DR-C7', document: 'DR', text: 'Backups are copied to another region' },
      { id: 'DR-C8', document: 'DR', text: 'File versioning is on and undoes an accidental deletion on request' },
      { id: 'DR-C9', document: 'DR', text: 'Daily copies live in a separate account' },
      { id: 'DR-C10', document: 'DR', text: 'AWS Backup covers DynamoDB, RDS, EFS, EBS and S3' },
      { id: 'DR-C11', document: 'DR', text: 'OpenSearch is covered by an in-house process' },
      { id: 'DR-C12', document: 'DR', text: 'SOC 2 and the AWS Foundational Technical Review are held' },
      { id: 'SEC-C1', document: 'SEC', text: 'All data at rest is encrypted with AES-256' },
      { id: 'SEC-C2', document: 'SEC', text: 'All transfers use TLS' },
      { id: 'SEC-C3', document: 'SEC', text: 'Databases can be reached only inside the VPC' },
      { id: 'SEC-C4', document: 'SEC', text: 'Everything runs with the least privilege it needs' },
      { id: 'SEC-C5', document: 'SEC', text: 'Administrators of the production account use MFA, and stolen credentials are not trusted' },
      { id: 'SEC-C6', document: 'SEC', text: 'CloudTrail and Config keep an audit trail, and access logs can be handed over' },
      { id: 'SEC-C7', document: 'SEC', text: 'Prometheus watches the platform and alerts on unexpected events' },
      { id: 'SEC-C8', document: 'SEC', text: 'Secrets such as STS tokens and passwords are never stored in clear' },
    ],
    writeLedger: '{state}/platform/writes.ndjson',
    historyLedger: '{state}/platform/history-{store}.ndjson',
  },

  // Both sets are judged in every run, and each target names its source.
  objectives: [
    { source: 'documented', rto: 'PT4H', rpo: 'P1D', why: 'DR-C3 says "a few hours" of downtime, read as 4 h; DR-C2 says daily backups, so a day of data' },
    { source: 'house', rto: 'PT4H', rpo: 'PT4H', why: 'the target of this project: "a few hours" for downtime and for data loss, read as 4 h each' },
  ],

  people: { declareAfter: 'PT15M', noticeWithin: 'PT60M' },

  target: { kind: 'sandbox' },

  accounts: {
    platform: { id: '111111111111', alias: 'redrill-sandbox-platform' },
    backup: { id: '222222222222', alias: 'redrill-sandbox-backup' },
    recovery: { id: '333333333333', alias: 'redrill-sandbox-recovery' },
  },
  regions: { primary: 'us-west-2', recovery: 'us-east-2', global: 'us-east-1' },

  guards: {
    allowAccounts: ['111111111111', '222222222222', '333333333333'],
    // A fictional production account: the block list may never be empty.
    blockAccounts: ['999999999999'],
    optInTag: { key: 'redrill:drillable', value: 'yes' },
  },

  harness: { leaseBucket: 'redrill-lease-111111111111', safetyBucket: 'redrill-safety-222222222222' },

  headline: ['s3-bucket-deletion', 'rds-loss'],
});
