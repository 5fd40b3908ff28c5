import { type ReactNode, useEffect, useLayoutEffect, useRef } from "react";
import { Icon } from "./icon.tsx";

interface ModalProps {
  readonly label: string;
  readonly className: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A dialog over the page: it holds the focus, and Escape, its button or a press beside it close it. */
export function Modal({ label, className, onClose, children }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const close = useRef(onClose);
  useEffect(() => {
    close.current = onClose;
  });
  // Closed before it leaves the page, so that the focus goes back to where it was.
  useLayoutEffect(() => {
    const opened = dialog.current;
    if (opened === null) return;
    const leave = (event: Event): void => {
      event.preventDefault();
      close.current();
    };
    // What lies beside a dialog belongs to it: a press there has the dialog itself as its target.
    const pressBeside = (event: MouseEvent): void => {
      if (event.target === opened) close.current();
    };
    opened.addEventListener("cancel", leave);
    opened.addEventListener("click", pressBeside);
    opened.showModal();
    return () => {
      opened.removeEventListener("cancel", leave);
      opened.removeEventListener("click", pressBeside);
      opened.close();
    };
  }, []);
  return (
    <dialog ref={dialog} className={className} aria-label={label}>
      <div className="modal-content">
        <button type="button" className="icon-button modal-close" aria-label="Close" onClick={onClose}>
          <Icon name="close" />
        </button>
        {children}
      </div>
    </dialog>
  );
}
