import { accessTexts } from '../access/texts.ts';
import { alarmsTexts } from '../alarms/texts.ts';
import { analystTexts } from '../analyst/texts.ts';
import { answerTexts } from '../analyst/title-texts.ts';
import { failureTexts } from '../api/failure-texts.ts';
import { assignTexts } from '../assign/texts.ts';
import { auditDetailTexts } from '../audit/detail-texts.ts';
import { auditTexts } from '../audit/texts.ts';
import { cardTexts } from '../cases/card-texts.ts';
import { casesTexts } from '../cases/texts.ts';
import { doubtTexts } from '../doubt/texts.ts';
import { commandsTexts } from '../machine/command-texts.ts';
import { eventsTexts } from '../machine/event-texts.ts';
import { machineTexts } from '../machine/texts.ts';
import { machinesTexts } from '../machines/texts.ts';
import { mapTexts } from '../map/texts.ts';
import { offlineTexts } from '../offline/texts.ts';
import { overviewTexts } from '../overview/texts.ts';
import { reasonTexts } from '../parts/reasons.ts';
import { partsTexts } from '../parts/texts.ts';
import { pickListTexts } from '../pick-list/texts.ts';
import { policyTexts } from '../policy/texts.ts';
import { shellTexts } from '../shell/texts.ts';
import { visitTexts } from '../visit/texts.ts';
import { vouchersTexts } from '../vouchers/texts.ts';

/** Every text of the pages, by area; a new area is one line here. */
export const areas = {
  access: accessTexts,
  alarms: alarmsTexts,
  analyst: analystTexts,
  answers: answerTexts,
  assign: assignTexts,
  audit: auditTexts,
  auditDetails: auditDetailTexts,
  cases: casesTexts,
  commands: commandsTexts,
  doubt: doubtTexts,
  card: cardTexts,
  events: eventsTexts,
  failures: failureTexts,
  machine: machineTexts,
  machines: machinesTexts,
  map: mapTexts,
  offline: offlineTexts,
  overview: overviewTexts,
  parts: partsTexts,
  pickList: pickListTexts,
  policy: policyTexts,
  reasons: reasonTexts,
  shell: shellTexts,
  visit: visitTexts,
  vouchers: vouchersTexts,
} as const;
