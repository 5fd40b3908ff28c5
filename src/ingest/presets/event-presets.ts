import type { MappingFile } from "../mapping-file.ts";

const utc = "UTC";

/** Names that libraries of Segment and RudderStack give themselves, in lower case. */
const platformOfLibrary = {
  "analytics.js": "web",
  "@segment/analytics-next": "web",
  "rudderlabs javascript sdk": "web",
  "analytics-ios": "ios",
  "analytics-swift": "ios",
  "rudder-ios-library": "ios",
  "analytics-android": "android",
  "analytics-kotlin": "android",
  "com.rudderstack.android.sdk.core": "android",
} as const;

/**
 * Calls of the Segment specification, as JSON lines (archives, webhooks) or as the warehouse's tables. Track calls keep
 * their name; page and screen calls are named for what they are; identify, group and alias calls are no events.
 * Source: segment.com/docs/connections/spec, …/storage/warehouses/schema.
 */
const segment: MappingFile = {
  kind: "events",
  columns: {
    event_id: { column: ["messageId", "message_id", "id"] },
    user_id: { column: ["userId", "user_id", "anonymousId", "anonymous_id"] },
    event_name: { column: ["event_text", "event", "type"] },
    occurred_at: { column: ["timestamp", "original_timestamp", "originalTimestamp"], unit: "auto", timezone: utc },
    received_at: { column: ["receivedAt", "received_at"], unit: "auto", timezone: utc },
    platform: {
      column: ["context.device.type", "context_device_type", "context.library.name", "context_library_name"],
      case: "lower",
      lookup: platformOfLibrary,
    },
    country: { column: ["context.location.country", "context_location_country", "properties.country"] },
    user_type: { column: ["properties.user_type", "user_type"] },
    project_id: { column: ["properties.project_id", "properties.projectId", "project_id"] },
  },
  drop: [{ column: "type", is: ["identify", "group", "alias", "delete"] }],
};

/** PostHog's batch exports and its older JSON exports. Source: posthog.com/docs/cdp/batch-exports. */
const posthog: MappingFile = {
  kind: "events",
  columns: {
    event_id: { column: ["uuid", "id"] },
    user_id: { column: ["distinct_id", "person_id"] },
    event_name: { column: "event" },
    occurred_at: { column: "timestamp", unit: "auto", timezone: utc },
    received_at: { column: ["created_at", "ingested_at", "_inserted_at"], unit: "auto", timezone: utc },
    platform: {
      column: ["properties.$lib", "properties.$os"],
      case: "lower",
      lookup: { "posthog-ios": "ios", "posthog-android": "android", "posthog-js": "web" },
    },
    country: { column: ["properties.$geoip_country_code", "properties.$geoip_country_name"] },
    user_type: { column: ["properties.user_type"] },
    project_id: { column: ["properties.project_id"] },
  },
  drop: [{ column: "event", is: ["$identify", "$create_alias", "$merge_dangerously", "$set", "$groupidentify"] }],
};

/** Amplitude's export API and warehouse tables; its times are UTC. Source: amplitude.com/docs/apis/analytics/export. */
const amplitude: MappingFile = {
  kind: "events",
  columns: {
    event_id: { column: ["uuid", "$insert_id", "insert_id", "_insert_id"] },
    user_id: { column: ["user_id", "amplitude_id", "device_id"] },
    event_name: { column: "event_type" },
    occurred_at: { column: ["event_time", "client_event_time"], unit: "auto", timezone: utc },
    received_at: {
      column: ["server_received_time", "server_upload_time", "client_upload_time"],
      unit: "auto",
      timezone: utc,
    },
    platform: { column: "platform", case: "lower" },
    country: { column: "country" },
    user_type: { column: ["event_properties.user_type"] },
    project_id: { column: ["event_properties.project_id"] },
  },
  drop: [{ column: "event_type", is: ["$identify", "$groupidentify"] }],
};

/**
 * Mixpanel's raw export (JSON lines with everything below `properties`) and the flat table that connectors make of it.
 * A project created before 2023 counts its times in its own timezone: then map `occurred_at` with that timezone.
 * Source: developer.mixpanel.com/reference/raw-event-export.
 */
const mixpanel: MappingFile = {
  kind: "events",
  columns: {
    event_id: { column: ["properties.$insert_id", "$insert_id", "insert_id"] },
    user_id: {
      column: [
        "properties.distinct_id",
        "distinct_id",
        "properties.$user_id",
        "user_id",
        "properties.$device_id",
        "device_id",
      ],
    },
    event_name: { column: ["event", "name", "event_name"] },
    occurred_at: { column: ["properties.time", "time"], unit: "auto", timezone: utc },
    received_at: { column: "properties.mp_processing_time_ms", unit: "auto", timezone: utc },
    platform: {
      column: ["properties.mp_lib", "mp_lib", "properties.$os", "os"],
      case: "lower",
      lookup: { iphone: "ios", swift: "ios" },
    },
    country: { column: ["properties.mp_country_code", "mp_country_code"] },
    user_type: { column: ["properties.user_type"] },
    project_id: { column: ["properties.project_id"] },
  },
};

/** Exports of events that are known, by the name that `--preset` takes; RudderStack keeps to Segment's specification. */
export const eventPresets = { segment, rudderstack: segment, posthog, amplitude, mixpanel } as const satisfies Readonly<
  Record<string, MappingFile>
>;
