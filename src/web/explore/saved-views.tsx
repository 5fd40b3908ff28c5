import { useState } from "react";
import type { ViewList } from "../api/contract.ts";
import { useAnswer } from "../api/use-answer.ts";
import { FrameCard } from "../charts/frame-card.tsx";
import { Icon } from "../controls/icon.tsx";
import { CopyButton } from "../evidence/copy-button.tsx";
import { download, fileName } from "../evidence/download.ts";
import { goTo } from "../state/location.ts";
import type { PageState } from "../state/use-page.ts";
import type { Exploration } from "./use-exploration.ts";
import { viewAddress, viewOf, viewText } from "./view-file.ts";

interface SavedViewsProps {
  readonly page: PageState;
  readonly exploration: Exploration;
  /** What the view is called unless one says otherwise. */
  readonly title: string;
}

/** Keeps what is explored as a file, and lists the files that the workspace keeps. */
export function SavedViews({ page, exploration, title }: SavedViewsProps) {
  const kept = useAnswer<ViewList>({ path: "/v1/views" }, page.generation);
  const [ownTitle, setTitle] = useState("");
  const name = ownTitle.trim() || title;
  const text = viewText(viewOf(name, page, exploration));
  return (
    <FrameCard
      title="Keep this view"
      summary="A view is a small file. Put it into the folder “views” of the workspace, let a colleague review it, and it is listed here for everyone."
      asked={[kept]}
      room="list-room"
      className="saved-views"
    >
      {() => (
        <div className="saved-views-content">
          <div>
            <input
              className="search"
              aria-label="Title of the view"
              placeholder={title}
              value={ownTitle}
              onChange={(event) => setTitle(event.target.value)}
            />
            <pre className="view-file" tabIndex={0} aria-label="The view's file">
              <code>{text}</code>
            </pre>
            <div className="drawer-actions">
              <button
                type="button"
                className="button"
                onClick={() => download(fileName(name, "yaml"), "application/yaml", text)}
              >
                <Icon name="download" />
                Download {fileName(name, "yaml")}
              </button>
              <CopyButton label="Copy" text={text} />
            </div>
          </div>
          <div>
            <h4>Kept views</h4>
            {kept.data?.views.length === 0 && kept.data.problems.length === 0 && (
              <p className="list-empty">None yet: the workspace has no files in “views”.</p>
            )}
            <ul className="kept-views">
              {kept.data?.views.map(({ name: file, view }) => (
                <li key={file}>
                  <a
                    href={viewAddress(view)}
                    onClick={(event) => {
                      if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
                      event.preventDefault();
                      goTo(viewAddress(view));
                      window.scrollTo({ top: 0 });
                    }}
                  >
                    <bdi>{view.title}</bdi>
                  </a>
                  <code>views/{file}</code>
                </li>
              ))}
              {kept.data?.problems.map(({ name: file, problem }) => (
                <li key={file} className="kept-problem">
                  <code>views/{file}</code> cannot be read. {problem}
                </li>
              ))}
            </ul>
          </div>
        </div>
      )}
    </FrameCard>
  );
}
