import { isRefusal } from '@awrach/subgraph';
import { ageOn, identityIn, mismatch, type RegisterPerson, register } from '../src/person/person.rules.ts';

const today = '2022-06-01';
const command: RegisterPerson = {
  province: '05.301',
  name: 'Invented Person',
  nationalId: 'AB123456',
  birthDate: '1990-05-17',
  gender: 'FEMALE',
  category: 'LOST_WORK',
  milieu: 'RURAL',
};
const outcome = (wish: Partial<RegisterPerson>) => {
  const found = identityIn({ ...command, ...wish }, today);
  return isRefusal(found) ? found.refused : 'accepted';
};

describe('who somebody is', () => {
  test.each(['A1234', 'AB1234567', 'ab 123 456', 'ab-123456'])('%s is a national id', (nationalId) => {
    expect(identityIn({ ...command, nationalId }, today)).toMatchObject({
      nationalId: expect.stringMatching(/^[A-Z]{1,2}\d{4,7}$/),
    });
  });

  test.each(['123456', 'ABC1234', 'AB123', 'AB12345678', 'أب123456', 'AB12345٦', ''])(
    '%s is none',
    (nationalId) => {
      expect(outcome({ nationalId })).toBe('person.national-id');
    },
  );

  test('a refusal of it does not repeat it', () => {
    expect(identityIn({ ...command, nationalId: 'AB12345X' }, today)).toEqual({
      refused: 'person.national-id',
      field: 'nationalId',
    });
  });

  test('people are hired from their eighteenth birthday on', () => {
    expect(outcome({ birthDate: '2004-06-01' })).toBe('accepted');
    expect(outcome({ birthDate: '2004-06-02' })).toBe('person.too-young');
    expect(outcome({ birthDate: '2022-06-02' })).toBe('date.in-future');
    expect(outcome({ birthDate: '1890-01-01' })).toBe('person.birth-date');
  });

  test('a telephone number is optional, and written in one way', () => {
    expect(identityIn({ ...command, phone: '+212 (6) 00-00.00 00' }, today)).toMatchObject({
      phone: '+212600000000',
    });
    expect(identityIn({ ...command, phone: null }, today)).toMatchObject({ phone: null });
    expect(outcome({ phone: '06 00' })).toBe('person.phone');
    expect(outcome({ phone: 'call me later' })).toBe('person.phone');
  });

  test('the same national id with another date of birth is somebody else', () => {
    const known = { name: 'Other', nationalId: 'AB123456', birthDate: '1990-05-17', phone: null };
    expect(mismatch(known, { ...known, name: 'Invented Person' })).toBeUndefined();
    expect(mismatch(known, { ...known, birthDate: '1990-05-18' })).toMatchObject({
      refused: 'person.identity-mismatch',
    });
  });
});

describe('what is told of a person', () => {
  test.each([
    ['2004-06-01', '18-24'],
    ['1997-06-02', '18-24'],
    ['1997-06-01', '25-34'],
    ['1987-06-01', '35-44'],
    ['1977-06-01', '45-54'],
    ['1967-06-01', '55-64'],
    ['1957-06-02', '55-64'],
    ['1957-06-01', '65+'],
  ])('who was born on %s is in the age band %s', (birthDate, ageBand) => {
    const decided = register('p', { ...command, birthDate }, { matchKey: 'm', sealed: 's' }, today);
    expect(decided).toMatchObject({ event: 'registered', state: { ageBand, edition: null, commune: null } });
  });

  test('who was born on 29 February has their birthday on 1 March in other years', () => {
    expect(ageOn('2022-02-28', '2004-02-29')).toBe(17);
    expect(ageOn('2022-03-01', '2004-02-29')).toBe(18);
  });
});
