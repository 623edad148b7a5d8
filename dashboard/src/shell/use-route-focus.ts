import { type RefObject, useEffect, useRef } from 'react';
import { useLocation } from 'wouter';

/**
 * Takes the focus to the new page after a change of route, as a browser does when it loads a document: else it would
 * stay on a link that is gone, and a screen reader would say nothing. The first page is left as the browser has it.
 */
export function useRouteFocus(main: RefObject<HTMLElement | null>): void {
  const [path] = useLocation();
  const shown = useRef(path);
  useEffect(() => {
    if (shown.current === path) return;
    shown.current = path;
    // An address with a part of its page goes there by itself.
    if (window.location.hash !== '') return;
    main.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [path, main]);
}
