/** A timer of Node's that is set to more milliseconds than this, some 24.8 days, fires at once. */
const longestTimer = 2 ** 31 - 1;

/**
 * Calls when a moment has come, however far away it is.
 * @param moment in milliseconds since 1970
 * @returns what calls it off
 */
export function callAt(moment: number, call: () => void): () => void {
  let timer: NodeJS.Timeout;
  const wait = () => {
    const left = moment - Date.now();
    timer = left > longestTimer ? setTimeout(wait, longestTimer) : setTimeout(call, Math.max(0, left));
  };
  wait();
  return () => clearTimeout(timer);
}
