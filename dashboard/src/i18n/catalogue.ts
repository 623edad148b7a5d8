import { mapTexts } from '../map/texts.ts';
import { overviewTexts } from '../overview/texts.ts';
import { reasonTexts } from '../parts/reasons.ts';
import { partsTexts } from '../parts/texts.ts';
import { shellTexts } from '../shell/texts.ts';

/** Every text of the pages, by area; a new area is one line here. */
export const areas = {
  map: mapTexts,
  overview: overviewTexts,
  parts: partsTexts,
  reasons: reasonTexts,
  shell: shellTexts,
} as const;
