import { type Static, Type } from 'typebox';
import { Count, Instant, Seq, UptimeMs, Uuid } from '../fields.ts';
import { maxJournalEntries } from '../topics.ts';

/**
 * A run of a machine's journal (mqtt.md, journal). An entry is only held to its seq here: one that is otherwise
 * unreadable does not spoil the others (see entries.ts).
 */
export const Journal = Type.Object({
  epoch: Uuid,
  oldest: Seq,
  sent: Type.Object({ at: Instant, boot: Count, uptimeMs: UptimeMs }),
  entries: Type.Array(Type.Object({ seq: Seq }), { maxItems: maxJournalEntries }),
});
export type Journal = Static<typeof Journal>;

/** Every entry of `epoch` up to `seq` is durable at the server; 0: none (mqtt.md, journal/ack). */
export const JournalAck = Type.Object({ epoch: Uuid, seq: Count });
export type JournalAck = Static<typeof JournalAck>;
