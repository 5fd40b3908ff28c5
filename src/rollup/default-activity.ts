/**
 * The kinds of event that make a user active unless a question names others. Loads count first days and gaps by them, and
 * questions read those rollups by them: the one list serves both.
 */
export const defaultActivity = ["editor_opened", "project_created", "project_exported"] as const;

/** What `activity_gap` calls the qualifying kinds together; a single kind goes by its own name. */
export const anyActivity = "activity";
