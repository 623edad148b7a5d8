import { overviewTexts } from '../overview/texts.ts';
import { partsTexts } from '../parts/texts.ts';
import { shellTexts } from '../shell/texts.ts';

/** Every text of the pages, by area; a new area is one line here. */
export const areas = {
  overview: overviewTexts,
  parts: partsTexts,
  shell: shellTexts,
} as const;
