/** @throws when the text is not a port; zero stands for any free one. */
export function parsePort(name: string, text: string | undefined, fallback: number): number;
