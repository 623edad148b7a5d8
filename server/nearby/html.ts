/** A piece of HTML whose foreign parts are escaped. */
export interface Html {
  readonly html: string;
}

type Part = string | number | Html | readonly Html[] | undefined;

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Makes HTML: whatever is filled in is text, and is escaped, unless it is HTML that was made here. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { html: texts.reduce((whole, text, at) => whole + textOf(parts[at - 1]) + text) };
}

/** HTML that the program brings along, as it is. */
export const trusted = (text: string): Html => ({ html: text });

function textOf(part: Part): string {
  if (part === undefined) return '';
  if (typeof part === 'string' || typeof part === 'number')
    return String(part).replace(/[&<>"']/g, (sign) => escapes[sign] ?? sign);
  return 'html' in part ? part.html : part.map((one) => one.html).join('');
}
