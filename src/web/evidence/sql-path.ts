/** Where the SQL of the question at `path` is told. */
export function sqlPath(path: string): string {
  return path.startsWith("/v1/query?") ? path.replace("/v1/query?", "/v1/sql?") : path.replace("/v1/", "/v1/sql/");
}
