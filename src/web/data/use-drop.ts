import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { pathOf } from "../api/ask.ts";
import type { ImportResult, UploadPreview } from "../api/contract.ts";
import { send } from "../api/send.ts";
import { statusPath } from "../api/first-asked.ts";

/** How far a file is that somebody brings. */
export type Drop =
  | { readonly kind: "idle" }
  | { readonly kind: "working"; readonly words: string }
  | { readonly kind: "looked"; readonly preview: UploadPreview }
  | { readonly kind: "failed"; readonly error: unknown; readonly preview: UploadPreview | null }
  | { readonly kind: "done"; readonly result: ImportResult; readonly file: string };

/** What can be done with it, step by step; nothing is stored before `bringIn`. */
export interface DropSteps {
  readonly drop: Drop;
  readonly look: (file: File) => Promise<void>;
  readonly lookAgain: (change: {
    readonly kind: UploadPreview["kind"];
    readonly mapping: string | null;
  }) => Promise<void>;
  readonly bringIn: (mapping: string | null) => Promise<void>;
  readonly startOver: () => void;
}

/** A file on its way from the person's disk into the lake. */
export function useDrop(): DropSteps {
  const queries = useQueryClient();
  const [drop, setDrop] = useState<Drop>({ kind: "idle" });
  const preview = drop.kind === "looked" || drop.kind === "failed" ? drop.preview : null;
  const step = async (words: string, work: () => Promise<Drop>): Promise<void> => {
    setDrop({ kind: "working", words });
    try {
      setDrop(await work());
    } catch (error) {
      setDrop({ kind: "failed", error, preview });
    }
  };
  return {
    drop,
    look: (file) =>
      step(`Reading ${file.name}…`, async () => ({
        kind: "looked",
        preview: await send<UploadPreview>(pathOf("/v1/import/preview", { name: file.name }), file),
      })),
    lookAgain: (change) =>
      step("Looking again…", async () => ({
        kind: "looked",
        preview: await send<UploadPreview>("/v1/import/preview", {
          upload: preview?.upload,
          kind: change.kind,
          ...(change.mapping === null ? {} : { mapping: change.mapping }),
        }),
      })),
    bringIn: (mapping) =>
      step("Importing and loading…", async () => {
        const result = await send<ImportResult>("/v1/import", {
          upload: preview?.upload,
          kind: preview?.kind,
          ...(mapping === null ? {} : { mapping }),
        });
        await queries.invalidateQueries({ queryKey: [statusPath] });
        return { kind: "done", result, file: preview?.file ?? "" };
      }),
    startOver: () => setDrop({ kind: "idle" }),
  };
}
