import { describe, expect, it } from 'vitest';
import { factsOf } from '../../protocol/identity/facts.ts';

describe('a number tells', () => {
  it.each([
    ['tckn', '10000000146', { lastDigit: 6 }],
    ['twid', 'A123456789', { lastDigit: 9 }],
    // Singapore's last place is a check letter.
    ['nric', 'S1234567D', { lastDigit: 7 }],
    ['nhi', '000012345670', { lastDigit: 0 }],
    ['izmirim', 'AB12', { lastDigit: 2 }],
    ['izmirim', 'ABCDEF', {}],
    // Made by a chip, or of one document: they part nobody evenly.
    ['uid', '04A1B2C3', {}],
    ['mrz', 'L898902C3', {}],
    ['voucher', '123', {}],
    ['staff', '7', {}],
  ] as const)('%s %s: %j', (scheme, id, facts) => {
    expect(factsOf(scheme, id)).toEqual(facts);
  });

  it.each([
    ['9001011234568', '1990-01-01'],
    ['9001012234568', '1990-01-01'],
    ['0002293234568', '2000-02-29'],
    ['0002294234568', '2000-02-29'],
    ['8812315234568', '1988-12-31'],
    ['8812316234568', '1988-12-31'],
    ['1503047234568', '2015-03-04'],
    ['1503048234568', '2015-03-04'],
    ['9903049234568', '1899-03-04'],
    ['9903040234568', '1899-03-04'],
  ])('rrn %s: born %s, and no digit by which turns go', (id, born) => {
    expect(factsOf('rrn', id)).toEqual({ born });
  });

  it.each(['9013011234568', '9002301234568', '0102293234568', '90010', ''])(
    'nothing of a day that does not exist: %j',
    (id) => {
      expect(factsOf('rrn', id)).toEqual({});
    },
  );
});
