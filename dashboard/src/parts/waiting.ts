/** Vends that are on their way into the figures for a moment are no news; more than these are. */
export const worthTelling = 20;
