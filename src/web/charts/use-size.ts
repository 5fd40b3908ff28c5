import { useLayoutEffect, useState } from "react";

/** Width and height in whole px. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

const unknown: Size = { width: 0, height: 0 };

/** The size of an element, followed as it changes; 0 × 0 before it is known. */
export function useSize(element: { readonly current: HTMLElement | null }): Size {
  const [size, setSize] = useState(unknown);
  useLayoutEffect(() => {
    const node = element.current;
    if (node === null) return;
    const measure = (): void => {
      const { clientWidth: width, clientHeight: height } = node;
      setSize((known) => (known.width === width && known.height === height ? known : { width, height }));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(node);
    measure();
    return () => observer.disconnect();
  }, [element]);
  return size;
}
