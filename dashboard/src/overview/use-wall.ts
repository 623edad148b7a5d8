import { useEffect, useState } from 'react';
import { useSearchParams } from 'wouter';
import type { MachineView } from '../../../protocol/http/fleet.ts';

/** How long one district is shown on a wall. */
const turnMs = 12_000;

/** Whether the page hangs on a wall (`?wall`). */
export function useIsWall(): boolean {
  const [search] = useSearchParams();
  return search.has('wall');
}

/** The district whose turn it is on a wall, undefined for the whole city: which is a turn too. */
export function useDistrictTurn(machines: readonly MachineView[], isWall: boolean): string | undefined {
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (!isWall) return;
    const timer = setInterval(() => setTurn((before) => before + 1), turnMs);
    return () => clearInterval(timer);
  }, [isWall]);
  if (!isWall) return undefined;
  const districts = [...new Set(machines.map(({ district }) => district))].sort();
  return [undefined, ...districts][turn % (districts.length + 1)];
}
