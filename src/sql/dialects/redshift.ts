import { type Dialect, defaults } from "../dialect.ts";

/**
 * Amazon Redshift. Source of the differences: "JSON_EXTRACT_PATH_TEXT function", Amazon Redshift Database Developer
 * Guide; its `->>` does not exist there.
 */
export const redshift: Dialect = {
  name: "redshift",
  types: defaults.types,
  parameter: defaults.parameter,
  meanings: {
    ...defaults.meanings,
    property: (properties, key) => `nullif(json_extract_path_text(${properties}, ${key}), '')`,
  },
};
