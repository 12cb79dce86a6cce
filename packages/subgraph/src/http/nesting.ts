/** Whether a text, GraphQL or JSON, is nested deeper than so many levels. It is read through once, whatever else is wrong with it. */
export function isTextTooDeep(text: string, levels: number): boolean {
  if (text.length <= levels) return false;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case '{':
      case '[':
      case '(':
        if (++depth > levels) return true;
        break;
      case '}':
      case ']':
      case ')':
        depth--;
        break;
      case '"':
        at = text.startsWith('"""', at) ? endOfBlock(text, at) : endOfString(text, at);
        break;
      case '#':
        at = endOfLine(text, at);
        break;
    }
  }
  return false;
}

/** Whether a value that was read from JSON is nested deeper. */
export function isValueTooDeep(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isValueTooDeep(inner, levels - 1));
}

/** A string that is not closed ends with its line; there the text cannot be read. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"' && !isLineEnd(text[at])) at += text[at] === '\\' ? 2 : 1;
  return at;
}

function endOfBlock(text: string, start: number): number {
  let at = text.indexOf('"""', start + 3);
  while (at > 0 && text[at - 1] === '\\') at = text.indexOf('"""', at + 3);
  return at < 0 ? text.length : at + 2;
}

function endOfLine(text: string, start: number): number {
  let at = start;
  while (at < text.length && !isLineEnd(text[at])) at++;
  return at;
}

const isLineEnd = (sign: string | undefined): boolean => sign === '\n' || sign === '\r';
