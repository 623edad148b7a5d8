import { useTranslation } from 'react-i18next';
import { formatShare } from '../i18n/format.ts';
import { statusColour } from './status-mark.tsx';

/** A slot that holds less than this share of what it should runs low, as the server counts it. */
export const lowShare = 0.2;

/**
 * How full something is (0 to 1, null where nobody knows) as a bar as wide as its place; `label` names what is meant. Its
 * colour tells of the fill alone: what else is the matter is told beside it, in words.
 */
export function FillBar({ fill, label }: { fill: number | null; label: string }) {
  const { t, i18n } = useTranslation();
  // A ledger may hold more than the planogram says (a slot loaded above its capacity), or less than nothing (counted wrong).
  const shown = Math.min(1, Math.max(0, fill ?? 0));
  const words =
    fill === null
      ? t('parts.fillUnknown', { name: label })
      : t('parts.fill', { name: label, share: formatShare(shown, i18n.language) });
  const level = shown < lowShare ? 'low' : 'ok';
  return (
    <span className="fill-bar" role="img" aria-label={words} title={words} data-level={level}>
      <span style={{ width: `${shown * 100}%`, background: statusColour(level) }} />
    </span>
  );
}
