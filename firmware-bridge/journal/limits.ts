/**
 * How much the journal holds. An entry is about 300 bytes, a vend two of them (650 bytes with its sealed card);
 * a busy machine of 1,000 vends a day writes 0.7 MB a day.
 */
export interface JournalLimits {
  /** A segment is closed once it has this many bytes; deletion goes by whole segments. */
  readonly segmentBytes: number;
  /** Unacknowledged entries beyond which no vend begins: about 40 busy days without a network. */
  readonly maxUnackedEntries: number;
  readonly maxUnackedBytes: number;
  /** Share above these limits that is kept for what must still be written: results, doors, faults. */
  readonly reserveShare: number;
  /** Acknowledged entries are kept this long, so that a restored server can be told again (mqtt.md, journal). */
  readonly keepAckedMs: number;
  /** …but never more bytes than this. */
  readonly maxAckedBytes: number;
}

export const journalLimits: JournalLimits = {
  segmentBytes: 1024 * 1024,
  maxUnackedEntries: 100_000,
  maxUnackedBytes: 64 * 1024 * 1024,
  reserveShare: 0.1,
  keepAckedMs: 35 * 24 * 3_600_000,
  maxAckedBytes: 256 * 1024 * 1024,
};
