// widget.js: defines <ombud-chat> once, however often the page loads it.
import { Component, Fragment } from 'preact';
import { jsx, jsxs } from 'preact/jsx-runtime';
import { makeElement } from './element';

if (!customElements.get('ombud-chat')) {
  const script =
    (document.currentScript as HTMLScriptElement | null) ??
    document.querySelector<HTMLScriptElement>('script[src*="/widget.js"]');
  const desk = new URL(script?.src ?? location.href, location.href).origin;
  Object.assign(globalThis, { [Symbol.for('ombud.preact')]: { Component, Fragment, jsx, jsxs } });
  customElements.define('ombud-chat', makeElement(desk));
}
