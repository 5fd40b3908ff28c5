import { useState } from "react";
import { Icon } from "../controls/icon.tsx";

/** Puts a text on the clipboard and says so. */
export function CopyButton({ label, text, className = "button" }: { label: string; text: string; className?: string }) {
  const [said, say] = useState<string | null>(null);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      say("Copied");
    } catch {
      say("The browser does not allow it");
    }
  };
  return (
    <button type="button" className={className} title={text} data-copy={text} onClick={() => void copy()}>
      <Icon name={said === "Copied" ? "check" : "copy"} />
      <span aria-live="polite">{said ?? label}</span>
    </button>
  );
}
