/** How late an event shows in LookupEvents. CloudTrail user guide, "How CloudTrail works": events are delivered "typically within an average of about 5 minutes of an API call"; a mean, modelled as the delay of each. */
export const DELIVERY_SECONDS = 300;

/** Days for which LookupEvents has an event (CloudTrail user guide, "Working with CloudTrail Event history"). */
export const KEPT_DAYS = 90;

/** LookupEvents calls a second, for each account and region (API reference, LookupEvents). */
export const LOOKUPS_PER_SECOND = 2;
