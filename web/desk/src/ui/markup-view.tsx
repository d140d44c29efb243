// Draws what our server made from Markdown; links open beside the desk, never in its place.
import { createElement, useMemo, type ReactNode } from 'react';
import { readMarkup, type Markup } from './markup';

const VOID = new Set(['br', 'hr', 'img']);
const NAMES: Record<string, string> = { datetime: 'dateTime' };

function draw(markup: Markup, key: number): ReactNode {
  if (typeof markup === 'string') return markup;
  const { tag, attributes, children } = markup;
  const props: Record<string, unknown> = { key };
  for (const [name, value] of Object.entries(attributes)) props[NAMES[name] ?? name] = value;
  if (tag === 'a' && attributes.href && !attributes.href.startsWith('#')) Object.assign(props, { target: '_blank', rel: 'noopener noreferrer' });
  return VOID.has(tag) ? createElement(tag, props) : createElement(tag, props, ...children.map(draw));
}

export function MarkupView({ html, lang }: { html: string; lang?: string | undefined }) {
  const tree = useMemo(() => readMarkup(html), [html]);
  return (
    <div className="prose" lang={lang} dir="auto">
      {tree.map(draw)}
    </div>
  );
}
