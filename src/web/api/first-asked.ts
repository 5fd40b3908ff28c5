/** Where the server tells what is loaded. Every key of the query cache ends with the address that is asked. */
export const statusPath = "/v1/status";
/** Where the server lists every metric. */
export const metricsPath = "/v1/metrics";
