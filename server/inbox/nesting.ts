/** The deepest nesting of a message; the contract's own go to five. */
export const maxNesting = 32;

const [quote, backslash] = [0x22, 0x5c];
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];

/**
 * Whether a JSON text nests deeper than that, told from its bytes. Unknown fields are passed on with what they hold,
 * and a value of some thousand levels overflows the stack of whoever copies or prints it.
 */
export function nestsTooDeep(json: Uint8Array): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < json.length; at++) {
    const byte = json[at];
    if (inString) {
      if (byte === backslash) at++;
      else if (byte === quote) inString = false;
    } else if (byte === quote) inString = true;
    else if (byte === openBrace || byte === openBracket) {
      if (++depth > maxNesting) return true;
    } else if (byte === closeBrace || byte === closeBracket) depth--;
  }
  return false;
}
