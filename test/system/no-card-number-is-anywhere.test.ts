import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { createCardScanner } from '../support/card-scanner.ts';
import { crowdId } from '../support/crowd.ts';
import { eventually } from '../support/eventually.ts';
import { everyAnswer } from '../support/everything-said.ts';
import { influxAnswers } from '../support/influx-bench.ts';
import { badNumbers, knownCards, oneCard } from '../support/known-cards.ts';
import { ordersAreDone, plantEverywhere, scanPlantedBooks, textsOf } from '../support/planting.ts';
import {
  askEverything,
  block,
  command,
  type PrivacyCity,
  type Said,
  startPrivacyCity,
  tapAtTheBridge,
} from '../support/privacy-city.ts';
import { machineId } from '../support/system.ts';
import { tempFolder } from '../support/temp-folder.ts';

const cards = knownCards(20_200_520);
const bad = badNumbers(20_200_521, 300);
/** Of a card that nobody looks for: found in each place, it shows that a number there would be found. */
const planted = oneCard('tckn', 20_200_522);

const [atBridge, badAtBridge, blocked] = [cards.slice(0, 40), bad.slice(0, 2), cards.slice(40, 340)];
const [byHand, erased] = [cards[340], cards[341]];

/** What staff do with cards by hand, numbers that cannot be among them. */
async function staffAtWork(city: PrivacyCity): Promise<Said[]> {
  const allow = ['allow', '--scheme', 'tckn', '--product', 'adult', '--appeal', 'not-received'];
  const note = ['--note', 'a jam at noon'];
  const tckn = cards.find(({ scheme }) => scheme === 'tckn');
  const badTckn = bad.find(({ scheme }) => scheme === 'tckn');
  return Promise.all([
    command(city, [...allow, ...note], tckn),
    command(city, [...allow, ...note], badTckn),
    command(city, ['erase', '--scheme', String(erased?.scheme)], erased),
    command(city, ['erase', '--scheme', 'tckn'], badTckn),
    command(city, ['verify', '--influx', 'off']),
    command(city, ['offline', 'report']),
  ]);
}

it('ten thousand cards go through everything, and no number is in any file, log, message, figure or answer', async () => {
  const city = await startPrivacyCity(planted);
  const { system, url, cookie } = city;
  const said: Said[] = [await block(city, [...blocked, ...bad])];
  const plants = await plantEverywhere(city, planted);
  const [answers, cutOff] = await Promise.all([
    askEverything(city, cards.slice(40), bad),
    tapAtTheBridge(city, [...atBridge.slice(0, 20), ...badAtBridge, ...atBridge.slice(20)]),
  ]);
  console.log(answers.granted, answers.refusals, performance.now());
});
