import { useSyncExternalStore } from "react";

/** How the page may look; `system` follows the machine. */
export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

const key = "tidemark.theme";
const themed = "tidemark:themed";

/** The theme this browser was told to use; `system` follows the machine. */
export function storedTheme(): Theme {
  return themes.find((theme) => theme === window.localStorage.getItem(key)) ?? "system";
}

/** Use `theme` from now on, in this browser. */
export function chooseTheme(theme: Theme): void {
  window.localStorage.setItem(key, theme);
  applyTheme();
}

/** Put the stored theme on the page; called once before the first paint. */
export function applyTheme(): void {
  const theme = storedTheme();
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
  window.dispatchEvent(new Event(themed));
}

/** The chosen theme. */
export function useTheme(): Theme {
  return useSyncExternalStore(listen, storedTheme, storedTheme);
}

/** Whether the page is dark at the moment, whoever decided it. */
export function useIsDark(): boolean {
  return useSyncExternalStore(listen, isDark, isDark);
}

function isDark(): boolean {
  const theme = storedTheme();
  return theme === "dark" || (theme === "system" && systemIsDark().matches);
}

function systemIsDark(): MediaQueryList {
  return window.matchMedia("(prefers-color-scheme: dark)");
}

function listen(onChange: () => void): () => void {
  const system = systemIsDark();
  window.addEventListener(themed, onChange);
  window.addEventListener("storage", onChange);
  system.addEventListener("change", onChange);
  return () => {
    window.removeEventListener(themed, onChange);
    window.removeEventListener("storage", onChange);
    system.removeEventListener("change", onChange);
  };
}
