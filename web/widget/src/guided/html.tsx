// The server's explanations as nodes of ours: a short list of tags, links that lead where they say, and nothing else of it.
import type { ComponentChildren } from 'preact';

/** What may stand in an explanation, and as what it is drawn; of anything else only the words stay. */
const TAGS: Record<string, 'p' | 'ul' | 'ol' | 'li' | 'strong' | 'em' | 'code' | 'div'> = {
  P: 'p', UL: 'ul', OL: 'ol', LI: 'li', STRONG: 'strong', EM: 'em', CODE: 'code',
  // Blocks that have no place in a chat stay blocks.
  H2: 'div', H3: 'div', H4: 'div', BLOCKQUOTE: 'div', PRE: 'div', TR: 'div',
};
/** What is in these was never meant to be read. */
const SILENT = /^(SCRIPT|STYLE|TEMPLATE|IFRAME|OBJECT|EMBED|NOSCRIPT|TEXTAREA|SELECT|TITLE|SVG|MATH|XMP|NOEMBED|NOFRAMES)$/i;
const DEEPEST = 12;

/** Only of the desk itself or by https, and never with a name in front that looks like a place. */
export function safeHref(href: string, desk: string): string | null {
  try {
    const url = new URL(href, desk + '/');
    // A blob's origin is the desk's as well.
    const fits = url.protocol === 'https:' || (url.protocol === 'http:' && url.origin === desk);
    return fits && !url.username && !url.password ? url.href : null;
  } catch {
    return null;
  }
}

export const Out = ({ href, children }: { href: string; children: ComponentChildren }) => (
  <a href={href} target="_blank" rel="noopener noreferrer nofollow">{children}</a>
);

/** The document of a parser is never shown: nothing in it runs, loads or listens. */
function parse(html: string): Node | null {
  try {
    return new DOMParser().parseFromString(html, 'text/html').body;
  } catch {
    // A host may forbid parsing (Trusted Types): the plain text says the same.
    return null;
  }
}

const parsed = new Map<string, Node | null>();
const REMEMBERED = 50;

function parseOnce(html: string): Node | null {
  if (!parsed.has(html)) {
    if (parsed.size > REMEMBERED) parsed.clear();
    parsed.set(html, parse(html));
  }
  return parsed.get(html)!;
}

interface Given {
  html: string;
  /** The same without markup. */
  text: string;
  desk: string;
  /** Draws a time; null when it is none. */
  time: (at: string) => ComponentChildren;
}

export function Rich({ html, text, desk, time }: Given) {
  const body = parseOnce(html);
  return <div class="rich">{body ? inside(body, 0) : <p class="plain">{text}</p>}</div>;

  function inside(node: Node, depth: number): ComponentChildren {
    return depth > DEEPEST ? node.textContent : Array.from(node.childNodes, (child) => draw(child, depth + 1));
  }

  function draw(node: Node, depth: number): ComponentChildren {
    if (node.nodeType === Node.TEXT_NODE) return node.nodeValue;
    if (node.nodeType !== Node.ELEMENT_NODE || SILENT.test(node.nodeName)) return null;
    const element = node as Element;
    if (node.nodeName === 'BR') return <br />;
    if (node.nodeName === 'TIME') return time(element.getAttribute('datetime') ?? '') ?? node.textContent;
    const words = inside(node, depth);
    if (node.nodeName === 'A') {
      const href = safeHref(element.getAttribute('href') ?? '', desk);
      return href && element.hasAttribute('href') ? <Out href={href}>{words}</Out> : words;
    }
    const Tag = Object.hasOwn(TAGS, node.nodeName) ? TAGS[node.nodeName] : undefined;
    return Tag ? <Tag>{words}</Tag> : words;
  }
}
