import { defaultPolicy } from '../../server/policy/default.ts';

/** What holds machines to people's pace, opened wide: a load asks more in a minute than people do in hours. */
export const unheld = { caps: { machine: 1_000_000 }, velocity: { asks: 100_000 } };

/** The default policy for a machine that asks as fast as it can. */
export const unheldPolicy = { ...defaultPolicy, ...unheld };
