import axe from "axe-core";

/** The accessibility checker as a script to run inside a page: it defines `window.axe`. */
export const axeScript = axe.source;
