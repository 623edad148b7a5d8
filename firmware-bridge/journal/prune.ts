import type { JournalLimits } from './limits.ts';
import type { Segment } from './segment.ts';

export interface PruneInput {
  /** All segments, oldest first. */
  readonly segments: readonly Segment[];
  /** The generation that is written; older ones were acknowledged or carried over. */
  readonly generation: number;
  readonly acked: number;
  readonly held: { readonly epoch: string; readonly seq: number } | undefined;
  /** Undefined while the wall clock has not been set: then nothing has an age. */
  readonly nowMs: number | undefined;
  readonly limits: JournalLimits;
}

/**
 * Which segments may go: acknowledged ones that are older than the limit, and the oldest acknowledged ones beyond
 * the limit of bytes (mqtt.md, journal). Never the one that is written, nor one behind the first that must stay.
 */
export function pruneSegments({
  segments,
  generation,
  acked,
  held,
  nowMs,
  limits,
}: PruneInput): readonly Segment[] {
  const deletable: Segment[] = [];
  for (const segment of segments.slice(0, -1)) {
    const end = segment.firstSeq + segment.offsets.length;
    const isAcked = segment.generation < generation || end <= acked + 1;
    const isHeld = held?.epoch === segment.epoch && held.seq < end;
    if (!isAcked || isHeld) break;
    deletable.push(segment);
  }
  let bytes = deletable.reduce((sum, segment) => sum + segment.bytes, 0);
  const doomed: Segment[] = [];
  for (const [index, segment] of deletable.entries()) {
    // One that was stamped before the clock was set is as old as the next that has a date.
    const dated = segments.slice(index).find((one) => one.lastAtMs !== undefined);
    const isOld =
      nowMs !== undefined && dated?.lastAtMs !== undefined && nowMs - dated.lastAtMs > limits.keepAckedMs;
    if (!isOld && bytes <= limits.maxAckedBytes) break;
    bytes -= segment.bytes;
    doomed.push(segment);
  }
  return doomed;
}
