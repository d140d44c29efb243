// widget.js: defines <ombud-chat> once, however often the page loads it.
import { Component, Fragment } from 'preact';
import { jsx, jsxs } from 'preact/jsx-runtime';
import { translator } from '@ombud/shared/i18n';
import { addStyles, Greeting, Icon, ICON, IconButton } from './bits';
import { makeElement } from './element';

if (!customElements.get('ombud-chat')) {
  const script =
    (document.currentScript as HTMLScriptElement | null) ??
    document.querySelector<HTMLScriptElement>('script[src*="/widget.js"]');
  const desk = new URL(script?.src ?? location.href, location.href).origin;
  // For the lazy parts: see vite.config.mjs.
  const lent = { Component, Fragment, jsx, jsxs, translator, addStyles, Greeting, Icon, ICON, IconButton };
  Object.assign(globalThis, { [Symbol.for('ombud')]: lent });
  customElements.define('ombud-chat', makeElement(desk));
}
