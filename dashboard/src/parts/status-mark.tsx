import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { MachineStatus } from '../../../protocol/http/fleet.ts';

/** The colour of a status, from the tokens of parts.css. */
export const statusColour = (status: MachineStatus): string => `var(--status-${status})`;

/** How a machine stands, as colour, shape and word: any one of the three is enough to tell it. */
export function StatusMark({ status, size = 14 }: { status: MachineStatus; size?: number }) {
  const { t } = useTranslation();
  return (
    <span className="status-mark" data-status={status}>
      <StatusShape status={status} size={size} />
      {t(`parts.status_${status}`)}
    </span>
  );
}

/** The shape alone, for places where the word stands beside it; hidden from screen readers. */
export function StatusShape({ status, size = 14 }: { status: MachineStatus; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      {shapeOf(status, statusColour(status))}
    </svg>
  );
}

/** ok a dot, low half a dot, empty a ring, offline a cross, unknown dashed, fault a triangle, locked a padlock, open a door ajar. */
function shapeOf(status: MachineStatus, colour: string): ReactNode {
  const line = { fill: 'none', stroke: colour, strokeWidth: 2.5, strokeLinecap: 'round' } as const;
  switch (status) {
    case 'ok':
      return <circle cx="8" cy="8" r="6.5" fill={colour} />;
    case 'low':
      return (
        <>
          <circle cx="8" cy="8" r="6" {...line} strokeWidth={1.75} />
          <path d="M2 8a6 6 0 0 0 12 0z" fill={colour} />
        </>
      );
    case 'empty':
      return <circle cx="8" cy="8" r="5.75" {...line} />;
    case 'offline':
      return <path d="M3 3l10 10M13 3L3 13" {...line} />;
    case 'unknown':
      return <circle cx="8" cy="8" r="5.75" {...line} strokeWidth={2} strokeDasharray="2.4 3.6" />;
    case 'fault':
      return (
        <path d="M8 2l6.5 11.5h-13zM8 6.5v3M8 11.6v.2" {...line} strokeWidth={1.75} strokeLinejoin="round" />
      );
    case 'open':
      return <path d="M3 14V2h10v12M3 2l6 2.5v11L3 14" {...line} strokeWidth={1.75} strokeLinejoin="round" />;
    case 'locked':
      return (
        <>
          <rect x="2.5" y="7" width="11" height="7.5" rx="1.5" fill={colour} />
          <path d="M5 7V5a3 3 0 0 1 6 0v2" {...line} strokeWidth={2} />
        </>
      );
  }
}
