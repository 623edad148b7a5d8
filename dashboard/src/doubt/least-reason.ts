/** The shortest reason that the server takes, in characters (protocol/http/doubt.ts). */
export const leastReason = 3;
