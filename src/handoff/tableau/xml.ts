/** An element of XML as data. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number | undefined>>;
  readonly children: readonly (XmlElement | string)[];
}

/** The element `name`; attributes without a value are left out. */
export function xml(
  name: string,
  attributes: XmlElement["attributes"] = {},
  children: XmlElement["children"] = [],
): XmlElement {
  return { name, attributes, children };
}

/** A document with `root`, indented; text stands on the line of its element, so that no white space is added to it. */
export function xmlText(root: XmlElement): string {
  return `<?xml version='1.0' encoding='utf-8' ?>\n${printed(root, "")}\n`;
}

function printed({ name, attributes, children }: XmlElement, indent: string): string {
  const pairs = Object.entries(attributes).filter(([, value]) => value !== undefined);
  const opening = [name, ...pairs.map(([key, value]) => `${key}='${escaped(String(value))}'`)].join(" ");
  if (children.length === 0) return `${indent}<${opening} />`;
  if (children.every((child) => typeof child === "string")) {
    return `${indent}<${opening}>${children.map(escaped).join("")}</${name}>`;
  }
  const inner = children.map((child) => (typeof child === "string" ? escaped(child) : printed(child, `${indent}  `)));
  return `${indent}<${opening}>\n${inner.join("\n")}\n${indent}</${name}>`;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  "'": "&apos;",
  '"': "&quot;",
  "\n": "&#10;",
  "\t": "&#9;",
  "\r": "&#13;",
};

/** `text` for an attribute or an element; characters that XML cannot hold become a replacement mark. */
function escaped(text: string): string {
  return text
    .replaceAll(/(?![\t\n\r])\p{Cc}|[\ufffe\uffff]|\p{Cs}/gu, "\ufffd")
    .replaceAll(/[&<>'"\n\t\r]/g, (character) => entities[character] ?? character);
}
