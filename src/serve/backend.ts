import { join } from "node:path";
import type { Answer, MetricDescription } from "../metrics/answer.ts";
import type { QuestionText } from "../metrics/question.ts";
import { arr, type ArrAnswer, type ArrText } from "../workspace/arr.ts";
import { ask, describeMetrics } from "../workspace/ask.ts";
import { explain, type Explanation, type ExplainText } from "../workspace/explain.ts";
import { funnel, type FunnelAnswer, type FunnelText } from "../workspace/funnel.ts";
import { importUpload, type UploadOptions } from "../workspace/import-upload.ts";
import { type ActivityText, lifecycle, type LifecycleAnswer } from "../workspace/lifecycle.ts";
import { type LoadList, loads } from "../workspace/loads.ts";
import type { Workspace } from "../workspace/open.ts";
import { importTargets, previewFile } from "../workspace/preview-import.ts";
import { presetNames } from "../workspace/resolve-mapping.ts";
import { receipt, type Receipt, type ReceiptText } from "../workspace/receipt.ts";
import { type Restatement, restatements } from "../workspace/restatements.ts";
import { retention, type RetentionAnswer, type RetentionText } from "../workspace/retention.ts";
import { type Status, status } from "../workspace/status.ts";
import { stickiness, type StickinessAnswer } from "../workspace/stickiness.ts";
import { verify } from "../workspace/verify.ts";
import { type ViewList, views } from "../workspace/views.ts";
import { readQuarantine } from "./quarantine.ts";
import { type SqlBackend, sqlBackend } from "./sql-backend.ts";
import type { PreviewOptions, VerifyReport } from "../workspace/types.ts";
import type { ImportResult, QuarantineList, UploadPreview } from "./contract.ts";
import type { Upload } from "./uploads.ts";

/** What the server asks of a workspace. */
export interface Backend {
  /** The generation that a question asked now is answered from; 0 while nothing is loaded. */
  generation(): Promise<number>;
  ask(question: QuestionText): Promise<Answer>;
  funnel(text: FunnelText): Promise<FunnelAnswer>;
  arr(text: ArrText): Promise<ArrAnswer>;
  lifecycle(text: ActivityText): Promise<LifecycleAnswer>;
  retention(text: RetentionText): Promise<RetentionAnswer>;
  stickiness(text: ActivityText): Promise<StickinessAnswer>;
  receipt(text: ReceiptText): Promise<Receipt>;
  explain(text: ExplainText): Promise<Explanation>;
  readonly sql: SqlBackend;
  /** The log of figures that later loads moved, the latest load first. */
  restatements(): Promise<readonly Restatement[]>;
  metrics(): readonly MetricDescription[];
  status(): Promise<Status>;
  loads(): Promise<LoadList>;
  verify(): Promise<VerifyReport>;
  views(): Promise<ViewList>;
  /** At most `limit` rejected rows, the newest import first. */
  quarantine(limit: number): Promise<QuarantineList>;
  /** A folder of the server's own for files that pages send. */
  readonly uploadFolder: string;
  /** What an import of a file that was sent would do. */
  previewUpload(upload: Upload, options: Omit<PreviewOptions, "files">): Promise<UploadPreview>;
  importUpload(upload: Upload, options: UploadOptions): Promise<ImportResult>;
}

/** The workspace `ws` as the server sees it. */
export function workspaceBackend(ws: Workspace): Backend {
  let looking: Promise<number> | null = null;
  const newest = async (): Promise<number> => (await (await ws.warehouse()).newest()) ?? 0;
  return {
    // Every request asks which generation is the newest; those that come while one looks share what it finds.
    generation() {
      looking ??= newest().finally(() => (looking = null));
      return looking;
    },
    ask: (question) => ask(ws, question),
    funnel: (text) => funnel(ws, text),
    arr: (text) => arr(ws, text),
    lifecycle: (text) => lifecycle(ws, text),
    retention: (text) => retention(ws, text),
    stickiness: (text) => stickiness(ws, text),
    receipt: (text) => receipt(ws, text),
    explain: (text) => explain(ws, text),
    sql: sqlBackend(ws),
    restatements: () => restatements(ws),
    metrics: () => describeMetrics(ws),
    status: () => status(ws),
    loads: () => loads(ws),
    // The totals of every period; by dimension too, it is the command's work.
    verify: () => verify(ws, undefined, { slices: false }),
    views: () => views(ws),
    quarantine: (limit) => readQuarantine(ws.quarantineDir, limit),
    uploadFolder: join(ws.scratchDir, `uploads-${process.pid}`),
    async previewUpload({ id, name, path, bytes }, options) {
      const preview = await previewFile(ws, { name, path }, options);
      return {
        ...preview,
        upload: id,
        bytes,
        targets: importTargets(preview.kind),
        presets: presetNames[preview.kind],
      };
    },
    async importUpload({ name, path }, options) {
      const { report, loaded } = await importUpload(ws, { name, path }, options);
      const { quarantineFile: _, seconds: __, ...told } = report;
      const { generation = null, duplicates = 0, conflicts = 0 } = loaded ?? {};
      return { ...told, generation, duplicates, conflicts };
    },
  };
}
