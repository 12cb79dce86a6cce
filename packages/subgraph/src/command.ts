/**
 * What a command of a service needs. It stands apart from `index.ts` so that a command does not wait until a server, a graph and
 * Apollo are loaded, none of which it uses.
 */
export { readConfig, str, url } from './config.ts';
export { openDatabase, sqlClientOf, sqlTransactionOf } from './database/database.ts';
export { openLog } from './log.ts';
