const SIZES: Readonly<Record<string, readonly string[]>> = {
  'db.t3': ['micro', 'small', 'medium', 'large', 'xlarge', '2xlarge'],
  'db.t4g': ['micro', 'small', 'medium', 'large', 'xlarge', '2xlarge'],
  'db.m6g': ['large', 'xlarge', '2xlarge', '4xlarge', '8xlarge', '12xlarge', '16xlarge'],
  'db.m6i': ['large', 'xlarge', '2xlarge', '4xlarge', '8xlarge', '12xlarge', '16xlarge'],
  'db.m7g': ['large', 'xlarge', '2xlarge', '4xlarge', '8xlarge', '12xlarge', '16xlarge'],
  'db.m8g': ['large', 'xlarge', '2xlarge', '4xlarge', '8xlarge', '12xlarge', '16xlarge'],
  'db.r6g': ['large', 'xlarge', '2xlarge', '4xlarge', '8xlarge', '12xlarge', '16xlarge'],
  'db.r6i': ['large', 'xlarge', '2xlarge', '4xlarge', '8xlarge', '12xlarge', '16xlarge'],
  'db.r7g': ['large', 'xlarge', '2xlarge', '4xlarge', '8xlarge', '12xlarge', '16xlarge'],
  'db.r8g': ['large', 'xlarge', '2xlarge', '4xlarge', '8xlarge', '12xlarge', '16xlarge'],
};

/** Instance classes that can be ordered for PostgreSQL 18 here. They change what is told, not how fast the local server is. */
export const INSTANCE_CLASSES: readonly string[] = Object.entries(SIZES).flatMap(([family, sizes]) => sizes.map((size) => `${family}.${size}`));

export const STORAGE_TYPES: readonly string[] = ['gp2', 'gp3', 'io1', 'io2'];
