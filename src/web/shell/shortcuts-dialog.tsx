import { useStatus } from "../api/use-answer.ts";
import { Modal } from "../controls/modal.tsx";
import { pages } from "./pages.ts";
import { actionKeys, rangeKeys } from "./shortcut-list.ts";

/** Every key that does something, by what it does. */
export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const presets = useStatus().data?.presets ?? [];
  const ranges = Object.entries(rangeKeys).map(
    ([key, name]) => [key.toUpperCase(), presets.find((preset) => preset.name === name)?.label ?? name] as const,
  );
  return (
    <Modal label="Keyboard shortcuts" className="help" onClose={onClose}>
      <h2>Keyboard shortcuts</h2>
      <div className="help-groups">
        <Keys title="Range" keys={ranges} />
        <div>
          <Keys title="Everything else" keys={Object.entries(actionKeys).map(([key, text]) => [nameOf(key), text])} />
          <Keys title="Pages" keys={pages.map(({ title }, index) => [String(index + 1), title])} />
        </div>
      </div>
    </Modal>
  );
}

function Keys({ title, keys }: { title: string; keys: readonly (readonly [string, string])[] }) {
  return (
    <section>
      <h3>{title}</h3>
      <dl>
        {keys.map(([key, text]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function nameOf(key: string): string {
  return key.length === 1 ? key.toUpperCase() : key;
}
