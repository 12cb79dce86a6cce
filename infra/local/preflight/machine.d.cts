export function parseNode(text: string): [major: number, minor: number];
/** The major version; 0 when the text names none. */
export function parseJava(text: string): number;
export function isAtLeast(found: [number, number], wanted: [number, number]): boolean;
