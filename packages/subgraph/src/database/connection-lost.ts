/** The network's words: there is no PostgreSQL, or no way to it. */
const network = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/**
 * PostgreSQL's own words (Appendix A of its manual, "PostgreSQL Error Codes"): connection exceptions, too many
 * connections, stopped by an operator, ended by another's crash, still starting, idle for too long.
 */
const sqlStates = /^(?:08...|53300|57P0[1235])$/;

/** What pg, its pool and TypeORM say without a code when a connection ended before or between statements. */
const sentences =
  /^(?:Connection terminated|Client .* is not queryable$|timeout exceeded when trying to connect|Query runner already released)/;

/** Whether an error says that the connection to the database was lost or not to be had, whatever it was used for. */
export function isConnectionLost(error: Error): boolean {
  const code = 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? network.has(code) || sqlStates.test(code) : sentences.test(error.message);
}
