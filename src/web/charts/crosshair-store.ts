import { useSyncExternalStore } from "react";

const pointed = "tidemark:pointed";

/** Where people point, in ms of the time axis, and in which chart; kept on the page's root, as all charts share it. */
export interface Pointed {
  readonly x: number;
  readonly chart: string;
}

/** Let all charts show the moment that is pointed at; null = none. */
export function pointAtMoment(moment: Pointed | null): void {
  const { dataset } = document.documentElement;
  if (moment === null) delete dataset["pointed"];
  else dataset["pointed"] = `${moment.x} ${moment.chart}`;
  window.dispatchEvent(new Event(pointed));
}

/** The moment that is pointed at, in whichever chart. */
export function usePointed(): Pointed | null {
  const text = useSyncExternalStore(listen, pointedText, pointedText);
  const [x, chart] = text.split(" ");
  return x && chart ? { x: Number(x), chart } : null;
}

function pointedText(): string {
  return document.documentElement.dataset["pointed"] ?? "";
}

function listen(onChange: () => void): () => void {
  window.addEventListener(pointed, onChange);
  return () => window.removeEventListener(pointed, onChange);
}
