export const DAY_SECONDS = 86_400;

/** A daily job may begin a little later one day than the day before. */
export const SLACK_SECONDS = 3600;
