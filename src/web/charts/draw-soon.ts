/** How long a chart out of sight may wait for a free moment, in ms. */
const latestMs = 1_000;

/**
 * Draw in a task of its own, so that the page answers between two charts: at once where `element` is in sight, else when
 * the page has a free moment. Returns what calls it off.
 */
export function drawSoon(element: Element, draw: () => void): () => void {
  const { top, bottom } = element.getBoundingClientRect();
  const isInSight = top < window.innerHeight && bottom > 0;
  // Safari has no idle callbacks.
  if (isInSight || !("requestIdleCallback" in window)) {
    const task = setTimeout(draw);
    return () => clearTimeout(task);
  }
  const task = window.requestIdleCallback(draw, { timeout: latestMs });
  return () => window.cancelIdleCallback(task);
}
