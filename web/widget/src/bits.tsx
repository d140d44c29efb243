// The small pieces that shell and conversation both draw with. Icons are strokes on a 24-unit square.
import type { ComponentChildren } from 'preact';

export const ICON = {
  chat: 'M4 5h16v11H9l-5 4z',
  down: 'm6 9 6 6 6-6',
  close: 'm6 6 12 12M18 6 6 18',
  send: 'M12 19V5m-6 6 6-6 6 6',
  attach: 'm20 11-8.5 8.5a5 5 0 0 1-7-7L13 4a3.3 3.3 0 0 1 4.7 4.7L9.5 17a1.7 1.7 0 0 1-2.4-2.4L14.5 7',
  camera: 'M4 8h3l2-3h6l2 3h3v11H4zM12 10a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7',
};

export const Icon = ({ path }: { path: string }) => (
  <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
    <path d={path} />
  </svg>
);

export const IconButton = (props: { label: string; path: string; onClick: () => void; pressed?: boolean }) => (
  <button class="icon" type="button" aria-label={props.label} title={props.label} aria-pressed={props.pressed} onClick={props.onClick}>
    <Icon path={props.path} />
  </button>
);

export const Greeting = ({ title, children }: { title: string; children?: ComponentChildren }) => (
  <div class="greeting">
    <p class="hello">{title}</p>
    <p>{children}</p>
  </div>
);

export function addStyles(shadow: ShadowRoot, text: string): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets, sheet];
}
