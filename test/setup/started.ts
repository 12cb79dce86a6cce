/** Jest loads set-up and teardown separately, so what they share hangs on the process. */
const shared: typeof globalThis & { awrachTestServers?: (() => Promise<void>)[] } = globalThis;

export function keepForTeardown(stop: () => Promise<void>): void {
  shared.awrachTestServers = [...(shared.awrachTestServers ?? []), stop];
}

/** May be called once per project; what was stopped already is not stopped again. */
export async function stopStarted(): Promise<void> {
  const stops = shared.awrachTestServers ?? [];
  shared.awrachTestServers = [];
  await Promise.all(stops.map((stop) => stop()));
}
