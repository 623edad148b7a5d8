import { expect, it } from 'vitest';
import { planInflux } from '../../../simulators/demo/influx.ts';

const missing = {
  ...{ wish: 'auto', url: undefined, found: false, installable: true },
  ...{ wanted: false, terminal: false },
};

it('where it is there, named or not wanted, nothing is done', () => {
  expect(planInflux({ ...missing, found: true, wanted: true })).toBe('nothing');
  expect(planInflux({ ...missing, url: 'http://influx:8086', wanted: true })).toBe('nothing');
  expect(planInflux({ ...missing, wish: 'off', wanted: true })).toBe('nothing');
});

it('with --install it is installed, in a terminal somebody is asked, else it is only told', () => {
  expect(planInflux({ ...missing, wanted: true })).toBe('install');
  expect(planInflux({ ...missing, terminal: true })).toBe('ask');
  expect(planInflux(missing)).toBe('tell');
});

it('without root or Debian it is told, whatever was asked', () => {
  expect(planInflux({ ...missing, installable: false, wanted: true, terminal: true })).toBe('tell');
});
