import { aliasShape } from "./alias-shape.ts";
import { eventShape } from "./event-shape.ts";
import type { ImportKind, ImportShape } from "./import-shape.ts";
import { subscriptionShape } from "./subscription-shape.ts";

/** The shape of each kind of import. */
export const shapes: Readonly<Record<ImportKind, ImportShape>> = {
  events: eventShape,
  subscriptions: subscriptionShape,
  aliases: aliasShape,
};
