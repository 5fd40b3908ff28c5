/** PostgreSQL's own parser, from the nested package. */
export { parse } from "libpg-query";
