import type { AnswerRow } from "../../src/metrics/answer.ts";

/** A row of the lake, by column; instants as `2026-01-05 09:00:00`. */
export type LakeRow = AnswerRow;

/** One file of an export, and the preset that reads it. */
export interface VendorExport {
  readonly preset: string;
  readonly file: string;
  readonly text: (events: readonly LakeRow[]) => string;
}

/** An instant of the lake as ISO 8601. */
export const iso = (instant: unknown): string => `${String(instant).replace(" ", "T")}Z`;
const millis = (instant: unknown): number => Date.parse(iso(instant));
/** An instant of the lake in seconds since 1970. */
export const seconds = (instant: unknown): number | null => (instant === null ? null : millis(instant) / 1_000);
const named = (names: Readonly<Record<string, string>>, platform: unknown): string => names[String(platform)] ?? "";
/** Objects as JSON lines. */
export const lines = (objects: readonly object[]): string =>
  `${objects.map((one) => JSON.stringify(one)).join("\n")}\n`;
const own = ({ user_type, project_id }: LakeRow): object =>
  project_id === null ? { user_type } : { user_type, project_id };

const segmentLibrary = { web: "analytics.js", ios: "analytics-swift", android: "analytics-kotlin" };
const rudderLibrary = {
  web: "RudderLabs JavaScript SDK",
  ios: "rudder-ios-library",
  android: "com.rudderstack.android.sdk.core",
};
const countryName = new Intl.DisplayNames(["en"], { type: "region" });

/**
 * Events as each vendor documents its export: Segment's archive, the `tracks` table of RudderStack's warehouse, PostHog's
 * batch export, the JSON lines of Amplitude's export API, Mixpanel's raw export.
 */
export const eventExports: readonly VendorExport[] = [
  {
    preset: "segment",
    file: "segment.ndjson",
    text: (events) =>
      lines(
        events.map((event) => ({
          messageId: event["event_id"],
          type: "track",
          event: event["event_name"],
          userId: event["user_id"],
          anonymousId: `anonymous-${event["user_id"]}`,
          timestamp: iso(event["occurred_at"]),
          originalTimestamp: iso(event["occurred_at"]),
          receivedAt: iso(event["received_at"]),
          context: {
            library: { name: named(segmentLibrary, event["platform"]), version: "1.0.0" },
            location: { country: event["country"] },
          },
          properties: own(event),
        })),
      ),
  },
  {
    preset: "rudderstack",
    file: "tracks.csv",
    text: (events) =>
      [
        "id,anonymous_id,user_id,event,event_text,timestamp,received_at,context_library_name,context_location_country,user_type,project_id",
        ...events.map((event) =>
          [
            event["event_id"],
            `anonymous-${event["user_id"]}`,
            event["user_id"],
            event["event_name"],
            event["event_name"],
            event["occurred_at"],
            event["received_at"],
            named(rudderLibrary, event["platform"]),
            event["country"],
            event["user_type"],
            event["project_id"] ?? "",
          ].join(","),
        ),
      ].join("\n"),
  },
  {
    preset: "posthog",
    file: "posthog.jsonl",
    text: (events) =>
      lines(
        events.map((event) => ({
          uuid: event["event_id"],
          event: event["event_name"],
          distinct_id: event["user_id"],
          timestamp: iso(event["occurred_at"]),
          created_at: iso(event["received_at"]),
          properties: {
            $lib: named({ web: "posthog-js", ios: "posthog-ios", android: "posthog-android" }, event["platform"]),
            $geoip_country_code: event["country"],
            ...own(event),
          },
        })),
      ),
  },
  {
    preset: "amplitude",
    file: "amplitude.json",
    text: (events) =>
      lines(
        events.map((event) => ({
          uuid: event["event_id"],
          event_type: event["event_name"],
          user_id: event["user_id"],
          device_id: `device-${event["user_id"]}`,
          event_time: `${event["occurred_at"]}.000000`,
          server_received_time: `${event["received_at"]}.000000`,
          platform: named({ web: "Web", ios: "iOS", android: "Android" }, event["platform"]),
          country: countryName.of(String(event["country"])),
          event_properties: own(event),
        })),
      ),
  },
  {
    preset: "mixpanel",
    file: "mixpanel.jsonl",
    text: (events) =>
      lines(
        events.map((event) => ({
          event: event["event_name"],
          properties: {
            time: seconds(event["occurred_at"]),
            distinct_id: event["user_id"],
            $insert_id: event["event_id"],
            mp_processing_time_ms: millis(event["received_at"]),
            mp_lib: named({ web: "web", ios: "swift", android: "android" }, event["platform"]),
            mp_country_code: event["country"],
            ...own(event),
          },
        })),
      ),
  },
];
