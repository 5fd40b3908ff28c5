/** PostgreSQL's driver, from the nested package. */
export { Client } from "pg";
