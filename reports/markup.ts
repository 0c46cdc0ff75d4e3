/** Text that is markup already, and stays as it is. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Part = string | number | Markup | null | readonly Part[];

/**
 * Template of HTML or XML: whatever is put in is escaped, unless it is `Markup` itself; lists are joined, null is nothing. All of a report goes
 * through here, so that no title or message of the world can become markup.
 */
export function markup(strings: TemplateStringsArray, ...parts: Part[]): Markup {
  return new Markup(strings.map((text, k) => text + (k < parts.length ? textOf(parts[k]!) : '')).join(''));
}

function textOf(part: Part): string {
  if (part === null) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'string') return escapeMarkup(part);
  return typeof part === 'number' ? String(part) : part.map(textOf).join('');
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Escapes for element content and quoted attributes, and drops control characters and whatever else XML 1.0 (2.2) does not allow. */
export function escapeMarkup(text: string): string {
  return text.replace(/[^\P{Cc}\t\n\r]|[\uFFFE\uFFFF]|\p{Surrogate}/gu, '').replace(/[&<>"']/g, (character) => entities[character]!);
}
