import type { MachineState } from '../../protocol/mqtt/messages/state.ts';

/** From this share on a person has to look: a busy machine has some eight days of vends left. */
export const fillingShare = 0.8;

/**
 * What is wrong with how much of a machine's journal waits for its ack: null where nothing is, undefined where the
 * machine does not tell (docs/contract/choices.md, `state.journal.fill`).
 */
export function journalFilling({ journal }: MachineState): string | null | undefined {
  const { fill, lastSeq, acked } = journal;
  if (fill === undefined || fill < fillingShare) return fill === undefined ? undefined : null;
  const percent = Math.floor(fill * 100);
  return `${lastSeq - acked} entries wait for their acknowledgement, ${percent} % of what the journal may hold: at 100 % nothing more is vended`;
}
