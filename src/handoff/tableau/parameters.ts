import { xml, type XmlElement } from "./xml.ts";
import { formatVersion } from "./data-source.ts";

/** What the dashboard's controls may be set to, read off the data when the workbook is written. */
export interface Choices {
  readonly platform: readonly string[];
  readonly country: readonly string[];
  readonly user_type: readonly string[];
  readonly currency: readonly string[];
  /** First and last day, as dates. */
  readonly from: string;
  readonly to: string;
}

/** A control of the dashboard: one value that all of its sheets heed. */
export interface Parameter {
  readonly name: string;
  readonly caption: string;
  readonly datatype: "string" | "date";
  readonly value: string;
  /** What may be chosen; null where any value may. */
  readonly members: readonly string[] | null;
}

/** The parameters of the dashboard. */
export function parametersOf(choices: Choices): readonly Parameter[] {
  const listed = (name: "platform" | "country" | "user_type", caption: string): Parameter => ({
    name,
    caption,
    datatype: "string",
    value: "All",
    members: ["All", ...choices[name].filter((one) => one !== "All")],
  });
  return [
    listed("platform", "Platform"),
    listed("country", "Country"),
    listed("user_type", "User type"),
    {
      name: "currency",
      caption: "Currency",
      datatype: "string",
      value: choices.currency[0] ?? "USD",
      members: choices.currency,
    },
    { name: "from", caption: "From", datatype: "date", value: choices.from, members: null },
    { name: "to", caption: "To", datatype: "date", value: choices.to, members: null },
  ];
}

/** How formulas name a parameter. */
export function parameterField(name: string): string {
  return `[Parameters].[Parameter ${name}]`;
}

/** The data source that holds the parameters. */
export function parametersXml(parameters: readonly Parameter[]): XmlElement {
  return xml("datasource", { hasconnection: "false", inline: "true", name: "Parameters", version: formatVersion }, [
    xml("aliases", { enabled: "yes" }),
    ...parameters.map(parameterXml),
  ]);
}

/** A parameter as the data source and the dashboard tell it. */
export function parameterXml({ name, caption, datatype, value, members }: Parameter): XmlElement {
  const literal = (text: string) => (datatype === "date" ? `#${text}#` : `"${text.replaceAll('"', '""')}"`);
  return xml(
    "column",
    {
      caption,
      datatype,
      name: `[Parameter ${name}]`,
      "param-domain-type": members === null ? "any" : "list",
      role: "measure",
      type: datatype === "date" ? "quantitative" : "nominal",
      value: literal(value),
    },
    [
      xml("calculation", { class: "tableau", formula: literal(value) }),
      ...(members === null
        ? []
        : [
            xml(
              "members",
              {},
              members.map((member) => xml("member", { value: literal(member) })),
            ),
          ]),
    ],
  );
}
