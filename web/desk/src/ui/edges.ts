// A strip that scrolls sideways says at which of its sides more of it waits, so that style can show it.
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
    return () => {
      sizes.disconnect();
      element.removeEventListener('scroll', mark);
    };
  }, [strip]);
}
