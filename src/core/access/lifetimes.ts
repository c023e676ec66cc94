/** How long a customer's ways in last, in seconds. */
const HOUR = 3600;
const DAY = 24 * HOUR;

/** A link lies in a mailbox until somebody presses its button. */
export const LINK_LIFETIME = { usual: DAY, most: 7 * DAY } as const;

/** A session ends when it was not used for `idle`, and at `most` after its link was redeemed. */
export const SESSION_LIFETIME = { idle: 30 * DAY, most: 90 * DAY } as const;
