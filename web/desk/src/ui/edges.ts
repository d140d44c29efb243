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
    const sizes = new ResizeObserver(mark);
    for (const each of [element, ...element.children]) sizes.observe(each);
    element.addEventListener('scroll', mark, { passive: true });
    // Moved only when another link is current or links came and went: not away from where somebody scrolled to.
    let shown = '';
    const keepInSight = () => {
      const links = [...element.querySelectorAll('a, [role="tab"]')];
      const current = links.findIndex((link) => link.matches('[aria-current], [aria-selected="true"]'));
      const now = `${current} of ${links.length}`;
      if (now === shown) return;
      shown = now;
      links[current]?.scrollIntoView({ block: 'nearest', inline: 'center' });
    };
    const changes = new MutationObserver(keepInSight);
    changes.observe(element, { subtree: true, childList: true, attributeFilter: ['aria-current', 'aria-selected'] });
    keepInSight();
    return () => {
      sizes.disconnect();
      changes.disconnect();
      element.removeEventListener('scroll', mark);
    };
  }, [strip]);
}
