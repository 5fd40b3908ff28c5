import { column, defineTable, optional } from "../table.ts";

/** Who the simulated people are, which no event says: part of a full answer key. */
export const truthPerson = defineTable({
  name: "truth_person",
  meaning: "One simulated person and the causes of what they do.",
  key: ["user_id"],
  columns: {
    user_id: column("text", { meaning: "The person." }),
    persona: column("text", { meaning: "What kind of person." }),
    country: column("text", { unit: "ISO 3166-1 alpha-2", meaning: "Where they live." }),
    signed_up_on: optional("date", {
      meaning: "Local day of the sign-up; empty for who was there before the first day.",
    }),
    needs_until: column("date", { meaning: "Last day on which they need the product." }),
    invited_by: optional("text", { meaning: "Who invited them; a family is a root and everyone below it." }),
    campaign: optional("text", { meaning: "The campaign that brought them." }),
    arms: optional("text", { meaning: "Their arms of the experiments, as experiment=arm." }),
  },
});
