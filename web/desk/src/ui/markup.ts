// HTML that our server made from Markdown, read again as a tree of the few things that it may hold: nothing else is ever drawn.

export type Markup = string | { tag: string; attributes: Record<string, string>; children: Markup[] };

const PLAIN = new Set([
  'p', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'li', 'strong', 'em', 'del', 'code', 'pre', 'blockquote', 'br', 'hr', 'a', 'img',
  'table', 'thead', 'tbody', 'tr', 'th', 'td', 'div', 'span', 'time', 'sup',
]);
/** Neither these nor what is in them. */
const GONE = new Set(['script', 'style', 'template', 'iframe', 'object', 'embed', 'svg', 'math', 'form', 'noscript', 'head', 'title']);
const LINK = /^(?:https?:\/\/|mailto:|tel:|\/(?!\/)|#)/i;
const PICTURE = /^\/media\/[\w-]+$/;
const NUMBER = /^\d{1,5}$/;
const ALIGN = new Set(['left', 'center', 'right']);

function attributesOf(element: Element, tag: string): Record<string, string> | null {
  const kept: Record<string, string> = {};
  const take = (name: string, fits: (value: string) => boolean) => {
    const value = element.getAttribute(name)?.trim() ?? '';
    if (value !== '' && fits(value)) kept[name] = value;
  };
  if (tag === 'a') take('href', (value) => LINK.test(value));
  if (tag === 'img') {
    take('src', (value) => PICTURE.test(value));
    if (!kept.src) return null;
    kept.alt = element.getAttribute('alt') ?? '';
    take('width', (value) => NUMBER.test(value));
    take('height', (value) => NUMBER.test(value));
  }
  if (tag === 'ol') take('start', (value) => NUMBER.test(value));
  if (tag === 'th' || tag === 'td') take('align', (value) => ALIGN.has(value));
  if (tag === 'time') take('datetime', (value) => /^[\d:.TZ+-]{4,35}$/.test(value));
  return kept;
}

function read(node: Node): Markup[] {
  if (node.nodeType === Node.TEXT_NODE) return [node.nodeValue ?? ''];
  if (node.nodeType !== Node.ELEMENT_NODE) return [];
  const element = node as Element;
  const tag = element.localName.toLowerCase();
  if (GONE.has(tag)) return [];
  const children = [...element.childNodes].flatMap(read);
  // What we do not know keeps its words.
  if (!PLAIN.has(tag)) return children;
  const attributes = attributesOf(element, tag);
  return attributes ? [{ tag, attributes, children }] : [];
}

export const readMarkup = (html: string): Markup[] => [...new DOMParser().parseFromString(html, 'text/html').body.childNodes].flatMap(read);
