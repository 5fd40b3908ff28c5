import type { Status } from "../../serve/contract.ts";

export type {
  Answer,
  AnswerColumn,
  AnswerRow,
  ArrAnswer,
  Comparison,
  Explanation,
  FunnelAnswer,
  Grain,
  ImportResult,
  LifecycleAnswer,
  LoadList,
  MetricDescription,
  MetricList,
  PeriodState,
  QuarantineList,
  Receipt,
  Restatement,
  RetentionAnswer,
  SavedView,
  SqlList,
  Status,
  StickinessAnswer,
  UploadPreview,
  VerifyReport,
  ViewList,
} from "../../serve/contract.ts";

/** A range people name, counted back from the watermark by the server; `to` is exclusive. */
export type Preset = Status["presets"][number];

/** What is loaded, where something is. */
export type LoadedStatus = Status & { readonly range: NonNullable<Status["range"]> };

/** Whether there is anything to look at. */
export function isLoaded(status: Status): status is LoadedStatus {
  return status.generation > 0 && status.range !== null;
}
