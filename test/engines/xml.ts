/** A parser of XML that shares nothing with what writes it, from the nested package. */
export { XMLParser } from "fast-xml-parser";
