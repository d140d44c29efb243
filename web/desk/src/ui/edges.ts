// A strip that scrolls sideways says at which of its sides more of it waits, so that style can show it, and keeps its current link in sight.
import { useEffect, type RefObject } from 'react';

export function useEdges(strip: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = strip.current!;
    const mark = () => {
      const { scrollLeft, clientWidth, scrollWidth } = element;
      element.toggleAttribute('data-before', scrollLeft > 1);
      element.toggleAttribute('data-after', scrollLeft + clientWidth < scrollWidth - 1);
    };
    // Moved only when another link is current, links came and went, or one of them grew: not away from where somebody scrolled to.
    let shown = '';
    let left = false;
    const scrolled = () => (left = true);
    const keepInSight = () => {
      const links = [...element.querySelectorAll('a, [role="tab"]')];
      const current = links.findIndex((link) => link.matches('[aria-current], [aria-selected="true"]'));
      const now = `${current} of ${links.length}`;
      if (now !== shown) left = false;
      shown = now;
      if (!left) links[current]?.scrollIntoView({ block: 'nearest', inline: 'center' });
    };
    const sizes = new ResizeObserver(() => {
      keepInSight();
      mark();
    });
    for (const each of [element, ...element.children]) sizes.observe(each);
    const leaving = new AbortController();
    const passive = { passive: true, signal: leaving.signal };
    element.addEventListener('scroll', mark, passive);
    for (const byHand of ['wheel', 'touchmove', 'pointerdown']) element.addEventListener(byHand, scrolled, passive);
    const changes = new MutationObserver(keepInSight);
    changes.observe(element, { subtree: true, childList: true, attributeFilter: ['aria-current', 'aria-selected'] });
    keepInSight();
    return () => {
      sizes.disconnect();
      changes.disconnect();
      leaving.abort();
    };
  }, [strip]);
}
