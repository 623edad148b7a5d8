import './parts.css';
import { useTranslation } from 'react-i18next';
import type { MachineStatus } from '../../../protocol/http/fleet.ts';
import { formatShare } from '../i18n/format.ts';
import { statusColour } from './status-mark.tsx';

/** How full something is (0 to 1, null where nobody knows) as a bar as wide as its place; `label` names what is meant. */
export function FillBar(props: { fill: number | null; status: MachineStatus; label: string }) {
  const { words, fill } = useFill(props);
  return (
    <span className="fill-bar" role="img" aria-label={words} title={words}>
      <span style={{ width: `${fill * 100}%`, background: statusColour(props.status) }} />
    </span>
  );
}

/** The same as a ring that fills clockwise from the top. `size` in px. */
export function FillRing(props: {
  fill: number | null;
  status: MachineStatus;
  label: string;
  size?: number;
}) {
  const { status, size = 40 } = props;
  const { words, fill } = useFill(props);
  return (
    <svg className="fill-ring" width={size} height={size} viewBox="0 0 40 40" role="img" aria-label={words}>
      <title>{words}</title>
      <circle cx="20" cy="20" r="16" fill="none" stroke="var(--fill-track)" strokeWidth="6" />
      <circle
        {...{ cx: 20, cy: 20, r: 16, fill: 'none', strokeWidth: 6, pathLength: 100 }}
        stroke={statusColour(status)}
        strokeDasharray={`${fill * 100} 100`}
        transform="rotate(-90 20 20)"
      />
    </svg>
  );
}

function useFill({ fill, label }: { fill: number | null; label: string }) {
  const { t, i18n } = useTranslation();
  // A ledger may hold more than the planogram says (a slot loaded above its capacity), or less than nothing (counted wrong).
  const shown = Math.min(1, Math.max(0, fill ?? 0));
  const words =
    fill === null
      ? t('parts.fillUnknown', { name: label })
      : t('parts.fill', { name: label, share: formatShare(shown, i18n.language) });
  return { words, fill: shown };
}
