/** Arrow's own reader, from the nested package. */
export { tableFromIPC } from "apache-arrow";
