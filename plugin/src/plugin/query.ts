/**
 * A query as the call page's `onLoad` is to see it. Separators may arrive escaped, as `\u0026` inside the first value
 * (contract §1.14); what is behind them are items of their own.
 */
export function unescapedQuery(query: Record<string, string>): Record<string, string> {
  const items: Record<string, string> = {};
  for (const [key, value] of Object.entries(query)) {
    const [own = "", ...behind] = value.split(ESCAPED_AMPERSAND);
    items[key] = own;
    for (const item of behind) addItem(items, item);
  }
  return items;
}

/** The items of `a=1&b=2`. A value that is not well encoded stays as it is. */
export function parseQuery(text: string): Record<string, string> {
  const items: Record<string, string> = {};
  for (const item of text.split(/&|\\u0026/i)) addItem(items, item);
  return items;
}

const ESCAPED_AMPERSAND = /\\u0026/i;

function addItem(items: Record<string, string>, item: string): void {
  if (!item) return;
  const at = item.indexOf("=");
  const key = at < 0 ? item : item.slice(0, at);
  if (key) items[decoded(key)] = at < 0 ? "" : decoded(item.slice(at + 1));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
