/**
 * What makes a run worth something: cases in which an invariant could break. A run of many seeds in which one never
 * came up proves nothing about it.
 */
export const interesting = [
  'vends',
  'granted',
  'refused quota',
  'refused machine-locked',
  'several cards in one vend',
  'same question again',
  'decision came too late',
  'booked offline',
  'offline overshoot',
  'booked for staff',
  'nothing fell',
  'partial vend',
  'cancelled',
  'released',
  'debt',
  'journal torn by a power cut',
  'a vend found open at a start',
  'new epoch',
  'carried over',
  'in doubt',
  'late settlement',
  'gap',
  'quarantine',
  'days without a network',
  'card served while cut off',
  'quiet points',
] as const;

/** A case of {@link interesting}, or another that is only counted. */
export type Case = (typeof interesting)[number];
