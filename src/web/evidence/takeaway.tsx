import { isExported } from "../api/exported.ts";
import { getJson } from "../api/get-json.ts";
import { Icon } from "../controls/icon.tsx";
import { cliOf, curlOf } from "./commands.ts";
import { CopyButton } from "./copy-button.tsx";
import { csvOf, type Tabular } from "./csv.ts";
import { download, fileName } from "./download.ts";
import { svgOf } from "./svg.ts";

interface TakeawayProps {
  readonly title: string;
  readonly paths: readonly string[];
  readonly drawing: () => SVGSVGElement | null;
  readonly onDone: () => void;
}

/** The ways in which a card leaves the page. Cards that ask several questions name each. */
export function Takeaway({ title, paths, drawing, onDone }: TakeawayProps) {
  const picture = drawing();
  const several = paths.length > 1;
  return (
    <ul className="menu">
      {paths.map((path, index) => {
        const which = several ? ` ${index + 1}` : "";
        return (
          <li key={path}>
            {several && <p className="menu-title">{questionName(path)}</p>}
            <CopyButton className="menu-item" label="Copy as command" text={cliOf(path)} />
            {!isExported() && <CopyButton className="menu-item" label="Copy as curl" text={curlOf({ path })} />}
            <button
              type="button"
              className="menu-item"
              onClick={() => void exportCsv(path, fileName(`${title}${which}`, "csv")).then(onDone)}
            >
              <Icon name="download" />
              Export CSV
            </button>
          </li>
        );
      })}
      <li>
        <CopyButton className="menu-item" label="Copy link to this page" text={window.location.href} />
        {picture !== null && (
          <button
            type="button"
            className="menu-item"
            onClick={() => {
              download(fileName(title, "svg"), "image/svg+xml", svgOf(picture, title));
              onDone();
            }}
          >
            <Icon name="download" />
            Export SVG
          </button>
        )}
      </li>
    </ul>
  );
}

/** Ask `path` once more and hand the answer over as CSV. */
export async function exportCsv(path: string, name: string): Promise<void> {
  download(name, "text/csv", csvOf(await getJson<Tabular>(path, new AbortController().signal)));
}

function questionName(path: string): string {
  const { searchParams, pathname } = new URL(path, window.location.origin);
  return searchParams.getAll("metric").join(", ") || pathname.replace("/v1/", "");
}
