/**
 * Codes of the Haut-Commissariat au Plan. Each is a string that was checked against the data inside this package:
 * only the guards and the records themselves hand them out, so a function that takes a `ProvinceCode` never
 * meets one that does not exist.
 */
declare const checked: unique symbol;

/** Two digits: `05` is Béni Mellal-Khénifra. */
export type RegionCode = string & { readonly [checked]: 'region' };

/** Its region's code and three digits: `05.301` is Khénifra. */
export type ProvinceCode = string & { readonly [checked]: 'province' };

/**
 * Its province's code, the circle's (cercle; `01` for municipalities) and its own: `05.301.01.01` is
 * the town of Khénifra. The six cities that are divided into arrondissements end in one digit: `06.141.01.0` is Casablanca.
 */
export type CommuneCode = string & { readonly [checked]: 'commune' };
