import {
  communes,
  communesOf,
  findCommune,
  findProvince,
  findRegion,
  isCommuneCode,
  isProvinceCode,
  isRegionCode,
  type ProvinceCode,
  provinces,
  provincesOf,
  regions,
} from '@awrach/territory';

const sorted = (codes: readonly string[]) => [...codes].sort();
const arabic = /^[\p{Script=Arabic}\p{Mark}\d\s()«»'’،–-]+$/u;
const latin = /^[\p{Script=Latin}\p{Mark}\d\s().,'’-]+$/u;

describe('the territory', () => {
  test('has 12 regions, 75 provinces and prefectures, 1,503 communes', () => {
    expect(regions).toHaveLength(12);
    expect(provinces).toHaveLength(75);
    expect(provinces.filter((province) => province.kind === 'PREFECTURE')).toHaveLength(13);
    expect(communes).toHaveLength(1503);
    expect(communes.filter((commune) => commune.kind === 'URBAN')).toHaveLength(242);
  });

  test.each([
    ['regions', regions, /^\d{2}$/],
    ['provinces', provinces, /^\d{2}\.\d{3}$/],
    ['communes', communes, /^\d{2}\.\d{3}\.\d{2}\.\d{1,2}$/],
  ] as const)('%s come in the order of their codes, each code once and well formed', (_, places, form) => {
    const codes = places.map((place) => place.code);
    expect(codes).toEqual(sorted(codes));
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.filter((code) => !form.test(code))).toEqual([]);
  });

  test('every province lies in a region that exists and begins with its code', () => {
    const stray = provinces.filter(
      ({ code, regionCode }) => !findRegion(regionCode) || !code.startsWith(`${regionCode}.`),
    );
    expect(stray).toEqual([]);
  });

  test('every commune lies in a province that exists and begins with its code', () => {
    const stray = communes.filter(
      ({ code, provinceCode }) => !findProvince(provinceCode) || !code.startsWith(`${provinceCode}.`),
    );
    expect(stray).toEqual([]);
  });

  test('every place has a name in Arabic letters and one in Latin letters', () => {
    const nameless = [...regions, ...provinces, ...communes].filter(
      ({ nameAr, nameFr }) =>
        !arabic.test(nameAr) || !latin.test(nameFr) || nameAr.trim() !== nameAr || nameFr.trim() !== nameFr,
    );
    expect(nameless).toEqual([]);
  });

  test('every commune has the inhabitants of the 2024 census', () => {
    expect(
      communes.filter(({ population2024 }) => !Number.isInteger(population2024) || population2024 < 0),
    ).toEqual([]);
    expect(communesOf('05.301').reduce((sum, commune) => sum + commune.population2024, 0)).toBe(370_240);
  });

  test('ISO codes are unique among provinces', () => {
    expect(new Set(provinces.map((province) => province.iso)).size).toBe(75);
  });

  test('Khénifra is found by its code, in Béni Mellal-Khénifra, with 22 communes', () => {
    expect(findProvince('05.301')).toMatchObject({
      iso: 'MA-KHN',
      regionCode: '05',
      nameFr: 'Khénifra',
      nameAr: 'خنيفرة',
    });
    expect(provincesOf('05').map((province) => province.code)).toContain('05.301');
    expect(communesOf('05.301')).toHaveLength(22);
    expect(findCommune('05.301.01.01')).toMatchObject({
      provinceCode: '05.301',
      kind: 'URBAN',
      nameAr: 'خنيفرة',
    });
  });

  test('provinces of all regions are all provinces, communes of all provinces all communes', () => {
    expect(regions.flatMap((region) => provincesOf(region.code))).toEqual(provinces);
    expect(provinces.flatMap((province) => communesOf(province.code))).toEqual(communes);
  });

  test.each(['', '13', '05.999', '05.301 ', '05.301.99.99', 'MA-KHN', '__proto__', 'constructor'])(
    'the code %j is nowhere',
    (code) => {
      expect([findRegion(code), findProvince(code), findCommune(code)]).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
      expect([provincesOf(code), communesOf(code)]).toEqual([[], []]);
      expect([isRegionCode(code), isProvinceCode(code), isCommuneCode(code)]).toEqual([false, false, false]);
    },
  );

  test('a guard takes only codes of its own level, and only strings', () => {
    expect([isRegionCode('05'), isProvinceCode('05'), isCommuneCode('05')]).toEqual([true, false, false]);
    expect([isRegionCode('05.301'), isProvinceCode('05.301'), isCommuneCode('05.301')]).toEqual([
      false,
      true,
      false,
    ]);
    expect([isRegionCode(5), isProvinceCode(null), isCommuneCode(['05.301.01.01'])]).toEqual([
      false,
      false,
      false,
    ]);
  });

  test('a guard turns a string into a code by its type', () => {
    const text: string = '05.301';
    // @ts-expect-error a plain string is no province's code
    const unchecked: ProvinceCode = text;
    expect(isProvinceCode(text) ? (text satisfies ProvinceCode) : null).toBe(unchecked);
  });

  test('its records cannot be changed', () => {
    expect([...regions, ...provinces, ...communes].every((place) => Object.isFrozen(place))).toBe(true);
  });
});
